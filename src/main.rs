//! The binary: arguments in, exit code out.

use std::process::ExitCode;

// A compilation is many small allocations on a thread of its own, where the system's allocator asks the kernel page by page.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(lbxc::cli::run(std::env::args_os()))
}
