//! The script's own functions, each written only where something calls it.
//! They use bash alone; texts are bytes to them (`LC_ALL=C`), so that every locale gives the same.

/// A function: what a line that calls it holds, and its text.
const FUNCTIONS: &[(&str, &str)] = &[
    (
        "die ",
        r#"# die MESSAGE: ends the script
die() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit 1
}
"#,
    ),
    (
        "esc ",
        r#"# esc TEXT: the text as it stands inside a JSON string
esc() {
  local text=$1 code char mark
  text=${text//\\/\\\\}
  text=${text//\"/\\\"}
  if [[ $text == *[[:cntrl:]]* ]]; then
    text=${text//$'\b'/\\b}
    text=${text//$'\t'/\\t}
    text=${text//$'\n'/\\n}
    text=${text//$'\f'/\\f}
    text=${text//$'\r'/\\r}
    for ((code = 1; code < 32; code++)); do
      printf -v mark '\\%03o' "$code"
      printf -v char '%b' "$mark"
      printf -v mark '\\u%04x' "$code"
      text=${text//"$char"/"$mark"}
    done
  fi
  printf '%s' "$text"
}
"#,
    ),
    (
        "fragment ",
        r#"# fragment NAME: sets a variable to what stands on standard input
fragment() {
  local _text
  IFS= read -r -d '' _text || :
  printf -v "$1" '%s' "${_text%$'\n'}"
}
"#,
    ),
    (
        "length ",
        r#"# length TEXT: its length as Azure counts it, in UTF-16 units
length() {
  local starts=${1//[$'\x80'-$'\xbf']/} pairs=${1//[!$'\xf0'-$'\xf7']/}
  printf '%s' "$((${#starts} + ${#pairs}))"
}
"#,
    ),
    (
        "check_ascii ",
        r#"# check_ascii TEXT: this script changes case and cuts text by bytes
check_ascii() {
  [[ $1 != *[$'\x80'-$'\xff']* ]] || die 'a text that is cut or changes its case here has other letters than ASCII'
}
"#,
    ),
    (
        "check_name ",
        r#"# check_name TEXT: it becomes part of a resource's id
check_name() {
  case $1 in
    '' | *[/\\%?#\<\>\&\"\'@[:cntrl:]]*) problems+=("'$1' is no name of an Azure resource") ;;
  esac
}
"#,
    ),
    (
        "check_id ",
        r#"# check_id TEXT: it becomes a resource's id
check_id() {
  case $1 in
    '' | *[\\%?#\<\>\&\"\'@[:cntrl:]]*) problems+=("'$1' is no id of an Azure resource") ;;
  esac
}
"#,
    ),
    (
        "check_word ",
        r#"# check_word TEXT: it stands on az's command line, where `@` means a file and brackets mean JSON
check_word() {
  case $1 in
    '' | null | [!A-Za-z0-9_]* | *[!A-Za-z0-9_.:/\ -]*) problems+=("'$1' cannot stand on az's command line") ;;
  esac
}
"#,
    ),
    (
        "to_base64 ",
        r#"# to_base64 TEXT: the text in base64
to_base64() {
  local alphabet=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/
  local text=$1 out='' length=${#1} at a b c bits
  for ((at = 0; at < length; at += 3)); do
    b=0 c=0
    printf -v a '%d' "'${text:at:1}"
    ((at + 1 >= length)) || printf -v b '%d' "'${text:at+1:1}"
    ((at + 2 >= length)) || printf -v c '%d' "'${text:at+2:1}"
    bits=$(((a & 255) << 16 | (b & 255) << 8 | (c & 255)))
    out+=${alphabet:bits >> 18 & 63:1}${alphabet:bits >> 12 & 63:1}${alphabet:bits >> 6 & 63:1}${alphabet:bits & 63:1}
  done
  case $((length % 3)) in
    1) out=${out%??}== ;;
    2) out=${out%?}= ;;
  esac
  printf '%s' "$out"
}
"#,
    ),
    (
        "new_guid)",
        r#"# new_guid: a random GUID, of version 4
new_guid() {
  local bytes=() byte number hex=''
  while ((${#bytes[@]} < 16)) && IFS= read -r -d '' -n 1 byte; do
    number=0
    [[ -z $byte ]] || printf -v number '%d' "'$byte"
    bytes+=("$((number & 255))")
  done </dev/urandom
  ((${#bytes[@]} == 16)) || die 'there is no /dev/urandom to take a random number from'
  bytes[6]=$((bytes[6] & 15 | 64))
  bytes[8]=$((bytes[8] & 63 | 128))
  printf -v hex '%02x' "${bytes[@]}"
  printf '%s' "${hex:0:8}-${hex:8:4}-${hex:12:4}-${hex:16:4}-${hex:20}"
}
"#,
    ),
    (
        "wait_for ",
        r#"# wait_for NAME URL: waits until Azure has done what it accepted, for at most two hours
wait_for() {
  local state failures=0 tries
  for ((tries = 0; tries < 1440; tries++)); do
    if state=$(az rest --method get --url "$2" --query properties.provisioningState --output tsv --only-show-errors); then
      failures=0
      case $state in
        Succeeded | '') return 0 ;;
        Failed | Canceled) die "$1: Azure says $state; the group's activity log says why" ;;
      esac
    else
      # Azure may need a moment to find what it has just accepted.
      failures=$((failures + 1))
      ((failures < 5)) || die "$1: its state cannot be read"
    fi
    sleep 5
  done
  die "$1: Azure is not done with it after two hours ($state)"
}
"#,
    ),
    (
        "check_int ",
        r#"# check_int OPTION VALUE MIN MAX: `-` is no bound
check_int() {
  if [[ ! $2 =~ ^(0|-?[1-9][0-9]{0,17})$ ]]; then
    problems+=("$1 is '$2', which is no whole number")
  elif [[ $3 != - ]] && (($2 < $3)); then
    problems+=("$1 is $2, and at least $3 is needed")
  elif [[ $4 != - ]] && (($2 > $4)); then
    problems+=("$1 is $2, and at most $4 is accepted")
  fi
}
"#,
    ),
    (
        "check_bool ",
        r#"# check_bool OPTION VALUE
check_bool() {
  case $2 in
    true | false) ;;
    *) problems+=("$1 is '$2', and true or false is accepted") ;;
  esac
}
"#,
    ),
    (
        "check_length ",
        r#"# check_length OPTION LENGTH MIN MAX UNIT: `-` is no bound
check_length() {
  if [[ $3 != - ]] && (($2 < $3)); then
    problems+=("$1 has $2 $5, and at least $3 are needed")
  elif [[ $4 != - ]] && (($2 > $4)); then
    problems+=("$1 has $2 $5, and at most $4 are accepted")
  fi
}
"#,
    ),
    (
        "check_one_of ",
        r#"# check_one_of OPTION VALUE ALLOWED...
check_one_of() {
  local option=$1 value=$2 allowed
  shift 2
  for allowed in "$@"; do
    [[ $value != "$allowed" ]] || return 0
  done
  printf -v allowed "'%s' " "$@"
  problems+=("$option is '$value', and one of these is accepted: $allowed")
}
"#,
    ),
    (
        "read_address ",
        r#"# read_address TEXT: the bytes of an IP address in `bytes`
read_address() {
  local octet='(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])' text=$1 groups group gap
  bytes=()
  if [[ $text =~ ^$octet\.$octet\.$octet\.$octet$ ]]; then
    bytes=("${BASH_REMATCH[@]:1}")
    return 0
  fi
  if [[ $text =~ ^(.*:)$octet\.$octet\.$octet\.$octet$ ]]; then
    printf -v text '%s%02x%02x:%02x%02x' "${BASH_REMATCH[@]:1}"
  fi
  [[ $text =~ ^[0-9a-fA-F:]+$ && ($text != *: || $text == *::) ]] || return 1
  case $text in
    ::*) text=-:${text#::} ;;
    *::*) text=${text/::/:-:} ;;
  esac
  IFS=: read -r -a groups <<<"$text"
  gap=$((9 - ${#groups[@]}))
  [[ $text == *-* ]] && ((gap > 0)) || ((gap == 1)) || return 1
  for group in "${groups[@]}"; do
    if [[ $group == - ]]; then
      for (( ; gap > 0; gap--)); do bytes+=(0 0); done
    else
      [[ $group =~ ^[0-9a-fA-F]{1,4}$ ]] || return 1
      bytes+=($((16#$group >> 8)) $((16#$group & 255)))
    fi
  done
}
"#,
    ),
    (
        "check_address ",
        r#"# check_address OPTION TEXT
check_address() {
  local bytes
  read_address "$2" || problems+=("$1 is '$2', which is no IP address")
}
"#,
    ),
    (
        "check_cidr ",
        r#"# check_cidr OPTION TEXT
check_cidr() {
  local bytes at free
  if [[ ! $2 =~ ^([^/]+)/(0|[1-9][0-9]{0,2})$ ]] || ! read_address "${BASH_REMATCH[1]}" || ((${2##*/} > ${#bytes[@]} * 8)); then
    problems+=("$1 is '$2', which is no network such as 10.0.0.0/16")
    return
  fi
  for at in "${!bytes[@]}"; do
    free=$(((at + 1) * 8 - ${2##*/}))
    free=$((free < 0 ? 0 : free > 8 ? 8 : free))
    if ((bytes[at] & (1 << free) - 1)); then
      problems+=("$1 is '$2', which has bits set behind its prefix")
      return
    fi
  done
}
"#,
    ),
    (
        "check_user ",
        r#"# check_user OPTION NAME: names of users that Azure keeps
check_user() {
  case ${2,,} in
    1 | 123 | a | actuser | adm | admin | admin1 | admin2 | administrator | aspnet | backup | console | david | guest | john | \
      owner | root | server | sql | support | support_388945a0 | sys | test | test1 | test2 | test3 | user | user1 | user2 | \
      user3 | user4 | user5)
      problems+=("$1 is the name of a user that Azure keeps") ;;
  esac
}
"#,
    ),
    (
        "check_windows_user ",
        r#"# check_windows_user OPTION NAME
check_windows_user() {
  check_length "$1" "$(length "$2")" - 20 characters
  case $2 in
    *[][\\/\":\|\<\>+=\;,?*@]* | *.) problems+=("$1 is no name of a user on Windows") ;;
  esac
}
"#,
    ),
    (
        "check_password ",
        r#"# check_password MIN MAX OPTION TEXT: it is not shown
check_password() {
  local kinds=0
  check_length "$3" "$(length "$4")" "$1" "$2" characters
  [[ $4 != *[a-z]* ]] || kinds=$((kinds + 1))
  [[ $4 != *[A-Z]* ]] || kinds=$((kinds + 1))
  [[ $4 != *[0-9]* ]] || kinds=$((kinds + 1))
  [[ $4 != *[!A-Za-z0-9]* ]] || kinds=$((kinds + 1))
  ((kinds >= 3)) || problems+=("$3 needs three of lower case, upper case, digits and other characters")
  case $4 in
    abc@123 | P@\$\$w0rd | P@ssw0rd | P@ssword123 | Pa\$\$word | pass@word1 | Password! | Password1 | Password22 | iloveyou!)
      problems+=("$3 is one of the passwords that no machine takes") ;;
  esac
}
"#,
    ),
    (
        "check_windows_host ",
        r#"# check_windows_host OPTION TEXT: it is a computer's name, or a part of it
check_windows_host() {
  check_length "$1" "$(length "$2")" - 15 characters
  [[ $2 != *[!A-Za-z0-9-]* ]] || problems+=("$1 is in a computer's name: letters, digits and hyphens, no '$2'")
}
"#,
    ),
    (
        "check_linux_host ",
        r#"# check_linux_host OPTION TEXT: it is a computer's name, or a part of it
check_linux_host() {
  check_length "$1" "$(length "$2")" - 64 characters
  case $2 in
    *[][\\/\":\|\<\>+=\;,?*@\&~!#\$%^\(\)_{}\'\`\ ]*) problems+=("$1 is in a computer's name, which cannot be '$2'") ;;
  esac
}
"#,
    ),
    (
        "check_size ",
        r#"# check_size OPTION TEXT: the size of a machine
check_size() {
  [[ $2 != *[!A-Za-z0-9_-]* ]] || problems+=("$1 is '$2', which is no size of a machine such as Standard_D2s_v5")
}
"#,
    ),
    (
        "check_json ",
        r#"# check_json OPTION ARRAY-OR-OBJECT TEXT: leaves it without blanks in `compact`, what is in it in `elements`
json_token='^[[:space:]]*("([^"\\[:cntrl:]]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"'
json_token+='|-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?|true|false|null|[][{},:])'
check_json() {
  local rest=$3 token stack='' want='value' depth=-1
  compact='' elements=()
  while [[ $want != end && $rest =~ $json_token ]]; do
    token=${BASH_REMATCH[1]}
    rest=${rest:${#BASH_REMATCH[0]}}
    compact+=$token
    [[ ${#stack} != 1 || $token != ["],}"] ]] || depth=-1
    if ((${#stack} == 1 && depth < 0)) && [[ $token != ["],}"] ]]; then
      elements+=('')
      depth=$((${#elements[@]} - 1))
    fi
    ((depth < 0)) || elements[depth]+=$token
    case "$want $token" in
      'value [' | 'first [') stack="[$stack" want='first' ;;
      'value {' | 'first {') stack="{$stack" want='member' ;;
      'first ]' | 'next ]') [[ $stack == '['* ]] && stack=${stack:1} want='next' || want='error' ;;
      'member }' | 'next }') [[ $stack == '{'* ]] && stack=${stack:1} want='next' || want='error' ;;
      'next ,') [[ $stack == '['* ]] && want='value' || want='key' ;;
      'member "'* | 'key "'*) want='colon' ;;
      'colon :') want='value' ;;
      'value '["\"tfn"0-9-]* | 'first '["\"tfn"0-9-]*) want='next' ;;
      *) want='error' ;;
    esac
    [[ $want != next || -n $stack ]] || want=end
  done
  [[ $rest =~ ^[[:space:]]*$ ]] || want='error'
  case "$want $2 $compact" in
    'end array ['* | 'end object {'*) ;;
    *) problems+=("$1 is no JSON $2") ;;
  esac
}
"#,
    ),
];

/// The functions that some lines call, and those that these call.
pub(super) fn functions(script: &str) -> String {
    let mut needed: Vec<bool> = FUNCTIONS.iter().map(|(call, _)| calls(script, call)).collect();
    // A function calls others; twice around is enough for any chain of two.
    for _ in 0..2 {
        for at in 0..FUNCTIONS.len() {
            if needed[at] {
                for (other, (call, _)) in FUNCTIONS.iter().enumerate() {
                    needed[other] |= other != at && calls(FUNCTIONS[at].1, call);
                }
            }
        }
    }
    let mut out = String::new();
    for ((_, text), _) in FUNCTIONS.iter().zip(needed).filter(|(_, needed)| *needed) {
        out.push('\n');
        out.push_str(text);
    }
    out
}

fn calls(script: &str, call: &str) -> bool {
    script.match_indices(call).any(|(at, _)| {
        let before = script[..at].chars().next_back();
        before.is_none_or(|c| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
    })
}

#[cfg(test)]
mod tests {
    use super::FUNCTIONS;
    use crate::azure::reserved::{PASSWORDS, USERS};

    #[test]
    fn the_names_of_users_that_azure_keeps_are_those_of_the_rule() {
        let (_, text) = FUNCTIONS.iter().find(|(call, _)| *call == "check_user ").expect("there is one");
        let list = text.split_once(" in\n").and_then(|(_, rest)| rest.split_once(')')).expect("a case").0;
        let words: Vec<&str> = list.split([' ', '|', '\\', '\n']).filter(|word| !word.is_empty()).collect();
        assert_eq!(words, USERS);
    }

    #[test]
    fn so_are_the_passwords_that_no_machine_takes() {
        let (_, text) = FUNCTIONS.iter().find(|(call, _)| *call == "check_password ").expect("there is one");
        let list = text.split_once(" in\n").and_then(|(_, rest)| rest.split_once(')')).expect("a case").0;
        let words: Vec<String> = list.split('|').map(|word| word.trim().replace('\\', "")).collect();
        assert_eq!(words, PASSWORDS);
    }
}
