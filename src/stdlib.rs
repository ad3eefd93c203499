//! The library that is shipped inside the binary: ordinary lbx, one module a file, each file named after it.

macro_rules! library {
    ($($name:literal)*) => {
        /// The names of the library's modules.
        pub const NAMES: &[&str] = &[$($name),*];

        /// The text of a module's file.
        pub fn text(name: &str) -> Option<&'static str> {
            match name {
                $($name => Some(include_str!(concat!("../stdlib/", $name, ".lbx"))),)*
                _ => None,
            }
        }
    };
}

library! {
    "autoscale_cpu"
    "dual_stack"
    "egress"
    "internal_tier"
    "nva_pair"
    "ssh_access"
    "web_tier"
}
