//! The codes of the language itself (`LBX0xxx`): what the parser and the resolver say. Each has a page here
//! whose fenced examples are its tests, like a rule's.

use crate::diag::{Code, Level};

macro_rules! codes {
    ($($(#[$doc:meta])* $static:ident = $id:literal $name:literal $level:ident $summary:literal;)*) => {
        $($(#[$doc])*
        #[doc = $summary]
        pub static $static: Code = Code {
            id: $id,
            name: $name,
            level: Level::$level,
            summary: $summary,
            page: include_str!(concat!($name, ".md")),
            azure_error: None,
            sources: &[],
            refused_by_azure: false,
        };)*
        /// Every code of the language, by id.
        pub static ALL: &[&Code] = &[$(&$static),*];
    };
}

codes! {
    SYNTAX = "LBX0001" "syntax" Error "a token that cannot stand here";
    UNKNOWN_NAME = "LBX0101" "unknown-name" Error "a name that nothing declares";
}
