//! The codes of the language itself (`LBX0xxx`): what the parser and the resolver say. Each has a page here
//! whose fenced examples are its tests, like a rule's.

use crate::diag::{Code, Level};

macro_rules! codes {
    ($($(#[$doc:meta])* $static:ident = $id:literal $name:literal $level:ident $summary:literal $(azure $azure:literal)?;)*) => {
        $($(#[$doc])*
        #[doc = $summary]
        pub static $static: Code = Code {
            id: $id,
            name: $name,
            level: Level::$level,
            summary: $summary,
            page: include_str!(concat!($name, ".md")),
            azure_error: codes!(@azure $($azure)?),
            sources: &[],
            refused_by_azure: false,
        };)*
        /// Every code of the language, by id.
        pub static ALL: &[&Code] = &[$(&$static),*];
    };
    (@azure) => { None };
    (@azure $azure:literal) => { Some($azure) };
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
    NEEDED_AT_START = "LBX0197" "needed-at-start" Error "a run-time value where ARM must know it at the start";
    TEMPLATE_LIMIT = "LBX0198" "template-limit" Error "more than a template can hold";
    INTERNAL = "LBX0900" "internal" Error "a bug in lbxc itself";
    NOT_UTF8 = "LBX0901" "not-utf8" Error "a file that is not UTF-8 text";
    UNREADABLE = "LBX0902" "unreadable-file" Error "a file that cannot be read";
    FILE_TOO_LARGE = "LBX0903" "file-too-large" Error "a file above the size limit";
    UNWRITABLE = "LBX0904" "unwritable-file" Error "a file that cannot be written";
    SETTINGS = "LBX0905" "settings" Error "a mistake in lbxc.toml";
    MISSING_NAME = "LBX0102" "missing-name" Error "a block that needs a name and has none";
    DUPLICATE_NAME = "LBX0103" "duplicate-name" Error "a name that is declared twice in one scope";
    WRONG_KIND = "LBX0104" "wrong-kind" Error "a thing of another kind than is wanted";
    AMBIGUOUS_NAME = "LBX0105" "ambiguous-name" Error "a name that two things carry where either fits";
    FAMILY_INDEX = "LBX0106" "family-index" Error "a family without an index, or an index that leads nowhere";
    CYCLE = "LBX0107" "cycle" Error "something that needs itself";
    SEVERAL_OWNERS = "LBX0108" "several-owners" Warning "an attribute that several things of one symbol have";
    UNKNOWN_KIND = "LBX0110" "unknown-kind" Error "a kind word that the language does not have";
    MISPLACED = "LBX0111" "misplaced" Error "a statement that cannot stand where it does";
    NOT_A_BLOCK = "LBX0112" "not-a-block" Error "a property written as a block";
    UNEXPECTED_HEAD = "LBX0113" "unexpected-head" Error "something between a kind and its block that cannot stand there";
    UNEXPECTED_DEFINITION = "LBX0114" "unexpected-definition" Error "a definition that the kind does not take";
    MISSING_DEFINITION = "LBX0115" "missing-definition" Error "a definition, or a part of one, that is missing";
    MISSING_PORT = "LBX0116" "missing-port" Error "a flow's end without a port";
    UNKNOWN_PROPERTY = "LBX0120" "unknown-property" Error "a property or argument that the block does not have";
    DUPLICATE_PROPERTY = "LBX0121" "duplicate-property" Error "a property or key that stands twice";
    MISSING_PROPERTY = "LBX0122" "missing-property" Error "a property or argument that must be written";
    WRONG_TYPE = "LBX0130" "wrong-type" Error "a value of another type than is wanted";
    OUT_OF_RANGE = "LBX0131" "out-of-range" Error "a value outside its bounds";
    UNKNOWN_VALUE = "LBX0132" "unknown-value" Error "a word that is none of those wanted";
    WRONG_UNIT = "LBX0133" "wrong-unit" Error "a number with another unit, or without one";
    MUST_BE_KNOWN = "LBX0134" "must-be-known" Error "a deploy-time value where the compiler must know it";
    BAD_ADDRESS = "LBX0135" "bad-address" Error "text that is no address and no network";
    HOST_BITS = "LBX0136" "host-bits" Error "a network with host bits set" azure "InvalidCIDRNotation";
    PLAIN_SECRET = "LBX0137" "plain-secret" Error "a secret written in the file";
    SECRET_IN_PLAIN_PLACE = "LBX0138" "secret-in-plain-place" Error "a secret that flows to where it can be read";
    UNKNOWN_VM_SIZE = "LBX0140" "unknown-vm-size" Warning "a VM size that is not known";
    UNKNOWN_REGION = "LBX0141" "unknown-region" Warning "a region that is not known";
    UNKNOWN_WORD = "LBX0142" "unknown-word" Warning "a word of Azure's that is not known";
    NEVER_HOLDS = "LBX0143" "never-holds" Warning "a comparison with something a param can never be";
    UNUSED_HOLE = "LBX0144" "unused-hole" Warning "a value for a hole that the file does not have";
    UNKNOWN_FUNCTION = "LBX0150" "unknown-function" Error "a function that the language does not have";
    WRONG_ARGUMENTS = "LBX0151" "wrong-arguments" Error "arguments that a function cannot take";
    BAD_JSON = "LBX0152" "bad-json" Error "a file read as JSON that is none";
    UNKNOWN_TYPE = "LBX0160" "unknown-type" Error "a type that the language does not have";
    BAD_DEFAULT = "LBX0161" "bad-default" Error "a default that its param cannot have";
    BAD_PROMISE = "LBX0162" "bad-promise" Error "an `in` that promises nothing";
    BROKEN_PROMISE = "LBX0163" "broken-promise" Error "a value outside what its param promises";
    BAD_SETTING = "LBX0164" "bad-setting" Error "a `--set` that fits no param";
    MISSING_FILE = "LBX0170" "missing-file" Error "a file or library module that is not there";
    IMPORT_CYCLE = "LBX0171" "import-cycle" Error "files that use each other in a circle";
    BUILT_ON_ITS_OWN = "LBX0172" "built-on-its-own" Error "`use` of a file that has a `deploy`";
    MODULE_RECURSION = "LBX0173" "module-recursion" Error "a module that uses itself";
    EMPTY_REASON = "LBX0189" "empty-reason" Error "a waiver without a reason";
    FAILED_EXPECT = "LBX0186" "failed-expect" Error "an `expect` that does not hold";
    UNDECIDED_EXPECT = "LBX0187" "undecided-expect" Warning "an `expect` that hangs on facts that nobody stated";
    UNKNOWN_RULE = "LBX0190" "unknown-rule" Error "a waiver of a rule that does not exist";
    IDLE_WAIVER = "LBX0191" "idle-waiver" Warning "a waiver that waives nothing";
    WAIVER_REFUSED = "LBX0192" "waiver-refused" Error "a waiver of what Azure itself refuses";
    TOO_MANY_VARIANTS = "LBX0193" "too-many-variants" Error "conditions that make more than 64 variants";
}
