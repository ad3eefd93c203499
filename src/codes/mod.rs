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
    MISSING_BRACE = "LBX0002" "missing-brace" Error "a block that is never closed";
    STRAY_BRACE = "LBX0003" "stray-brace" Error "a closing brace that closes nothing";
    UNCLOSED_STRING = "LBX0004" "unclosed-string" Error "a string or text without its end";
    UNCLOSED_BRACKET = "LBX0005" "unclosed-bracket" Error "a list or call without its end";
    BAD_LITERAL = "LBX0006" "bad-literal" Error "a number, time or unit that means nothing";
    BAD_ESCAPE = "LBX0007" "bad-escape" Error "a backslash before a character that needs none";
    BAD_CHARACTER = "LBX0008" "bad-character" Error "a character that no lbx text holds";
    TOO_DEEP = "LBX0009" "too-deep" Error "brackets or operators nested too deep";
    WANTS_LIST = "LBX0010" "wants-list" Error "commas where a list is wanted";
    UNKNOWN_NAME = "LBX0101" "unknown-name" Error "a name that nothing declares";
    INTERNAL = "LBX0900" "internal" Error "a bug in lbxc itself";
    NOT_UTF8 = "LBX0901" "not-utf8" Error "a file that is not UTF-8 text";
    UNREADABLE = "LBX0902" "unreadable-file" Error "a file that cannot be read";
    FILE_TOO_LARGE = "LBX0903" "file-too-large" Error "a file above the size limit";
    UNWRITABLE = "LBX0904" "unwritable-file" Error "a file that cannot be written";
    SETTINGS = "LBX0905" "settings" Error "a mistake in lbxc.toml";
    UNKNOWN_RULE = "LBX0190" "unknown-rule" Error "a waiver of a rule that does not exist";
    IDLE_WAIVER = "LBX0191" "idle-waiver" Warning "a waiver that waives nothing";
    WAIVER_REFUSED = "LBX0192" "waiver-refused" Error "a waiver of what Azure itself refuses";
    TOO_MANY_VARIANTS = "LBX0193" "too-many-variants" Error "conditions that make more than 64 variants";
}
