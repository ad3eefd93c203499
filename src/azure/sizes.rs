//! The sizes of machines, and what their names say.
//! The list is made from families, as Azure's names are; it may be older than Azure, so an unknown size is a warning.

use std::sync::OnceLock;

/// Sizes that differ only in their number and the letters behind it: `Standard_` HEAD NUMBER LETTERS TAIL.
struct Family {
    head: &'static str,
    numbers: &'static [u16],
    letters: &'static [&'static str],
    tail: &'static str,
}

const fn family(
    head: &'static str,
    numbers: &'static [u16],
    letters: &'static [&'static str],
    tail: &'static str,
) -> Family {
    Family { head, numbers, letters, tail }
}

const TO_16: &[u16] = &[2, 4, 8, 16];
const TO_32: &[u16] = &[2, 4, 8, 16, 32];
const TO_64: &[u16] = &[2, 4, 8, 16, 32, 48, 64];
const TO_96: &[u16] = &[2, 4, 8, 16, 32, 48, 64, 96];
const E_TO_64: &[u16] = &[2, 4, 8, 16, 20, 32, 48, 64];
const E_TO_96: &[u16] = &[2, 4, 8, 16, 20, 32, 48, 64, 96];
const TO_192: &[u16] = &[2, 4, 8, 16, 20, 32, 48, 64, 96, 128, 160, 192];

static FAMILIES: &[Family] = &[
    // entry level
    family("A", &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], &[""], ""),
    family("A", &[1, 2, 4, 8], &[""], "_v2"),
    family("A", &[2, 4, 8], &["m"], "_v2"),
    family("B", &[1], &["s", "ms", "ls"], ""),
    family("B", &[2], &["s", "ms"], ""),
    family("B", &[4, 8, 12, 16, 20], &["ms"], ""),
    family("B", &[2], &["ts", "ats", "pts"], "_v2"),
    family("B", TO_32, &["s", "ls", "as", "als"], "_v2"),
    family("B", TO_16, &["ps", "pls"], "_v2"),
    // general purpose
    family("D", &[1, 2, 3, 4, 11, 12, 13, 14], &[""], ""),
    family("DS", &[1, 2, 3, 4, 11, 12, 13, 14], &[""], ""),
    family("D", &[1, 2, 3, 4, 5, 11, 12, 13, 14, 15], &[""], "_v2"),
    family("DS", &[1, 2, 3, 4, 5, 11, 12, 13, 14, 15], &[""], "_v2"),
    family("D", TO_64, &["", "s"], "_v3"),
    family("D", TO_64, &["", "s", "d", "ds"], "_v4"),
    family("D", TO_96, &["a", "as"], "_v4"),
    family("D", TO_96, &["", "s", "d", "ds", "ls", "lds", "as", "ads"], "_v5"),
    family("D", TO_64, &["ps", "pds", "pls", "plds"], "_v5"),
    family("D", TO_192, &["s", "ds", "ls", "lds"], "_v6"),
    family("D", TO_96, &["as", "ads", "als", "alds", "ps", "pds", "pls", "plds", "ns", "nds", "nls", "nlds"], "_v6"),
    family("D", TO_192, &["s", "ds", "ls", "lds", "as", "ads", "als", "alds"], "_v7"),
    family("DC", &[1, 2, 4], &["s"], ""),
    family("DC", &[1, 2, 4, 8], &["s"], "_v2"),
    family("DC", &[1, 2, 4, 8, 16, 24, 32, 48], &["s", "ds"], "_v3"),
    family("DC", TO_96, &["as", "ads", "es", "eds"], "_v5"),
    family("DC", &[2, 4, 8, 16, 32, 48, 64, 96, 128], &["as", "ads", "es", "eds"], "_v6"),
    // memory
    family("E", E_TO_64, &["", "s"], "_v3"),
    family("E", &[64], &["i", "is"], "_v3"),
    family("E", E_TO_64, &["", "s", "d", "ds"], "_v4"),
    family("E", &[80], &["is", "ids"], "_v4"),
    family("E", E_TO_96, &["a", "as"], "_v4"),
    family("E", &[96], &["ias"], "_v4"),
    family("E", E_TO_96, &["", "s", "d", "ds", "as", "ads", "bs", "bds"], "_v5"),
    family("E", &[96, 112], &["bs", "bds", "ibs", "ibds"], "_v5"),
    family("E", &[104], &["i", "is", "id", "ids"], "_v5"),
    family("E", &[112], &["ias", "iads"], "_v5"),
    family("E", &[2, 4, 8, 16, 20, 32], &["ps", "pds"], "_v5"),
    family("E", TO_192, &["s", "ds", "bs", "bds"], "_v6"),
    family("E", &[192], &["is", "ids", "ibs", "ibds"], "_v6"),
    family("E", E_TO_96, &["as", "ads", "ps", "pds", "ns", "nds"], "_v6"),
    family("E", TO_192, &["s", "ds", "as", "ads", "bs", "bds"], "_v7"),
    family("EC", E_TO_96, &["as", "ads", "es", "eds"], "_v5"),
    family("EC", &[96], &["ias", "iads"], "_v5"),
    family("EC", &[128], &["ies", "ieds"], "_v5"),
    family("EC", &[2, 4, 8, 16, 20, 32, 48, 64, 96, 128], &["as", "ads", "es", "eds"], "_v6"),
    family("G", &[1, 2, 3, 4, 5], &[""], ""),
    family("GS", &[1, 2, 3, 4, 5], &[""], ""),
    family("M", &[8, 16, 32, 64, 128], &["ms"], ""),
    family("M", &[32], &["ts", "ls"], ""),
    family("M", &[64], &["", "s", "ls", "m"], ""),
    family("M", &[128], &["", "s", "m"], ""),
    family("M", &[208, 416], &["s", "ms", "is", "ims"], "_v2"),
    family("M", &[8, 16, 32, 64, 128], &["ms", "dms"], "_v2"),
    family("M", &[64, 128], &["s", "ds"], "_v2"),
    family("M", &[192], &["is", "ids", "ims", "idms"], "_v2"),
    family("M", &[12, 24, 48, 96, 176], &["s", "ds"], "_v3"),
    family("M", &[48, 96], &["s", "ds"], "_1_v3"),
    family("M", &[96], &["s", "ds"], "_2_v3"),
    family("M", &[176], &["s", "ds"], "_3_v3"),
    family("M", &[176], &["s", "ds"], "_4_v3"),
    family("M", &[416], &["s", "ds"], "_6_v3"),
    family("M", &[416], &["s", "ds"], "_8_v3"),
    family("M", &[416, 624], &["s", "ds"], "_9_v3"),
    family("M", &[624, 832], &["s", "ds"], "_12_v3"),
    family("M", &[832], &["is", "ids"], "_16_v3"),
    family("M", &[896, 1792], &["ixs", "ixds"], "_32_v3"),
    // compute
    family("F", &[1, 2, 4, 8, 16], &["", "s"], ""),
    family("F", &[2, 4, 8, 16, 32, 48, 64, 72], &["s"], "_v2"),
    family("F", TO_64, &["as", "als", "ams"], "_v6"),
    family("F", &[1, 2, 4, 8, 16, 32, 48, 64, 80], &["as", "als", "ams", "ads", "alds", "amds"], "_v7"),
    family("FX", &[4, 12, 24, 36, 48], &["mds"], ""),
    family("FX", &[2, 4, 8, 12, 16, 24, 32, 48, 64, 96], &["ms", "mds"], "_v2"),
    // storage
    family("L", &[4, 8, 16, 32], &["s"], ""),
    family("L", &[8, 16, 32, 48, 64, 80], &["s"], "_v2"),
    family("L", &[8, 16, 32, 48, 64, 80], &["s", "as"], "_v3"),
    family("L", TO_96, &["s", "as", "aos"], "_v4"),
    // computation at scale
    family("H", &[8, 16], &["", "m"], ""),
    family("H", &[16], &["r", "mr"], ""),
    family("HB", &[60], &["rs"], ""),
    family("HB", &[120], &["rs"], "_v2"),
    family("HB", &[120], &["rs"], "_v3"),
    family("HB", &[176], &["rs"], "_v4"),
    family("HB", &[368], &["rs"], "_v5"),
    family("HC", &[44], &["rs"], ""),
    family("HX", &[176], &["rs"], ""),
    // accelerators
    family("NC", &[6, 12, 24], &[""], ""),
    family("NC", &[24], &["r"], ""),
    family("NC", &[6, 12, 24], &["s"], "_v2"),
    family("NC", &[24], &["rs"], "_v2"),
    family("NC", &[6, 12, 24], &["s"], "_v3"),
    family("NC", &[24], &["rs"], "_v3"),
    family("NC", &[4, 8, 16, 64], &["as"], "_T4_v3"),
    family("NC", &[24, 48, 96], &["ads"], "_A100_v4"),
    family("NC", &[40], &["ads"], "_H100_v5"),
    family("NC", &[80], &["adis"], "_H100_v5"),
    family("NCC", &[40], &["ads"], "_H100_v5"),
    family("ND", &[6, 12, 24], &["s"], ""),
    family("ND", &[24], &["rs"], ""),
    family("ND", &[40], &["rs"], "_v2"),
    family("ND", &[96], &["asr"], "_v4"),
    family("ND", &[96], &["amsr"], "_A100_v4"),
    family("ND", &[96], &["isr"], "_H100_v5"),
    family("ND", &[96], &["isr"], "_H200_v5"),
    family("ND", &[96], &["isr"], "_MI300X_v5"),
    family("ND", &[128], &["isr"], "_NDR_GB200_v6"),
    family("NG", &[8, 16, 32], &["ads"], "_V620_v1"),
    family("NG", &[8, 16, 32], &["adms"], "_V620_v1"),
    family("NP", &[10, 20, 40], &["s"], ""),
    family("NV", &[6, 12, 24], &[""], ""),
    family("NV", &[12, 24, 48], &["s"], "_v3"),
    family("NV", &[4, 8, 16, 32], &["as"], "_v4"),
    family("NV", &[6, 12, 18, 36, 72], &["ads"], "_A10_v5"),
    family("NV", &[36], &["adms"], "_A10_v5"),
    family("NV", &[4, 8, 12, 24, 28], &["ads"], "_V710_v5"),
    family("PB", &[6], &["s"], ""),
];

/// Every size in the list, in alphabetical order without regard to case.
pub fn names() -> &'static [String] {
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names: Vec<String> = FAMILIES
            .iter()
            .flat_map(|f| f.numbers.iter().flat_map(move |n| f.letters.iter().map(move |l| (f, n, l))))
            .map(|(f, n, letters)| format!("Standard_{}{n}{letters}{}", f.head, f.tail))
            .chain((0..=4).map(|n| format!("Basic_A{n}")))
            .collect();
        names.sort_by_cached_key(|name| name.to_ascii_lowercase());
        names.dedup();
        names
    })
}

/// Whether the list has this size, in whatever case it is written. Asked of every machine, so the list itself is not made
/// for it.
pub fn is_listed(name: &str) -> bool {
    if let Some(rest) = strip_prefix_ignoring_case(name, "Basic_A") {
        return matches!(rest, "0" | "1" | "2" | "3" | "4");
    }
    let Some(rest) = strip_prefix_ignoring_case(name, "Standard_") else { return false };
    FAMILIES.iter().any(|family| {
        let Some(after) = strip_prefix_ignoring_case(rest, family.head) else { return false };
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = after.split_at(digits);
        let Some(letters) = after.len().checked_sub(family.tail.len()).and_then(|at| after.split_at_checked(at)) else {
            return false;
        };
        let padded = number.starts_with('0') && number.len() > 1;
        !padded
            && letters.1.eq_ignore_ascii_case(family.tail)
            && number.parse().is_ok_and(|number| family.numbers.contains(&number))
            && family.letters.iter().any(|known| known.eq_ignore_ascii_case(letters.0))
    })
}

/// Whether the list has this size, one with fewer cores than its number (`Standard_E32-16s_v3`) included.
pub fn is_known(name: &str) -> bool {
    if is_listed(name) {
        return true;
    }
    let Some(size) = Size::parse(name) else { return false };
    let Some(cores) = size.constrained else { return false };
    // in the oldest families the number is not that of the cores
    let fewer = cores < size.number || matches!(size.family, "DS" | "GS");
    fewer && is_listed(&name.replacen(&format!("-{cores}"), "", 1))
}

/// What a size's name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size<'a> {
    /// Its capital letters: `D`, `DS`, `NC`.
    pub family: &'a str,
    /// The number behind them; cores, but not in families before the third version.
    pub number: u32,
    /// Cores that are left of these: `16` of `E32-16s_v3`.
    pub constrained: Option<u32>,
    /// The small letters: `ads`.
    pub features: &'a str,
    /// The card it has: `A100`.
    pub accelerator: Option<&'a str>,
    /// Its version, 1 where none is written.
    pub version: u32,
}

impl<'a> Size<'a> {
    /// Takes a name apart; `None` where it is not made like one.
    pub fn parse(name: &'a str) -> Option<Size<'a>> {
        let rest =
            strip_prefix_ignoring_case(name, "Standard_").or_else(|| strip_prefix_ignoring_case(name, "Basic_"))?;
        let (core, tail) = rest.split_once('_').map_or((rest, ""), |(core, tail)| (core, tail));
        let digits = core.find(|c: char| c.is_ascii_digit())?;
        let (family, after) = core.split_at(digits);
        if family.is_empty() || !family.bytes().all(|b| b.is_ascii_uppercase()) {
            return None;
        }
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let number = after[..end].parse().ok()?;
        let mut features = &after[end..];
        let mut constrained = None;
        if let Some(more) = features.strip_prefix('-') {
            let end = more.find(|c: char| !c.is_ascii_digit()).unwrap_or(more.len());
            constrained = Some(more[..end].parse().ok()?);
            features = &more[end..];
        }
        if !features.bytes().all(|b| b.is_ascii_lowercase()) {
            return None;
        }
        let mut version = 1;
        let mut accelerator = None;
        for part in tail.split('_').filter(|part| !part.is_empty()) {
            match part.strip_prefix(['v', 'V']).and_then(|v| v.parse().ok()) {
                // the last one wins: `V710` and `V620` are cards
                Some(v) if v < 100 => version = v,
                _ => accelerator = Some(part),
            }
        }
        Some(Size { family, number, constrained, features, accelerator, version })
    }

    /// Whether it takes premium disks: the letter `s`, in old families behind the first one.
    pub fn takes_premium_disks(&self) -> bool {
        self.features.contains('s') || matches!(self.family, "DS" | "GS")
    }

    /// Whether its processor is an Arm one: the letter `p`.
    pub fn is_arm(&self) -> bool {
        self.features.contains('p') && !self.family.starts_with('N')
    }

    /// Whether images of the second generation do not start on it: the oldest families.
    pub fn lacks_generation_2(&self) -> bool {
        match self.family {
            "A" => true,
            "D" => self.version <= 2 && !self.features.contains('s'),
            "F" => self.version == 1 && !self.features.contains('s'),
            _ => false,
        }
    }

    /// How many data disks it takes, in families where the cores tell.
    pub fn data_disks(&self) -> Option<usize> {
        self.cores().map(|cores| (cores as usize * 2).min(32))
    }

    /// How many nics it takes, in families where the cores tell.
    pub fn nics(&self) -> Option<usize> {
        let cores = self.cores()?;
        let compute = self.family == "F";
        Some(match cores {
            0..=4 => 2,
            5..=8 => 4,
            9..=16 if compute => 4,
            _ => 8,
        })
    }

    /// Its cores, where two disks come with each of them: D and E from the third version to the fifth, and F of the second.
    fn cores(&self) -> Option<u32> {
        let general = matches!(self.family, "D" | "E") && (3..=5).contains(&self.version);
        let compute = self.family == "F" && self.version == 2;
        let plain = self.features.chars().all(|c| matches!(c, 'a' | 'd' | 's'));
        let even = matches!(self.number, 2 | 4 | 8 | 16 | 32 | 48 | 64);
        ((general || compute) && plain && even && self.accelerator.is_none()).then_some(self.number)
    }

    /// The only way in which it reaches its disks, where there is one: NVMe from the sixth version on, SCSI before but for
    /// the sizes with fast disks.
    pub fn only_controller(&self) -> Option<&'static str> {
        if self.accelerator.is_some() || !matches!(self.family, "D" | "DC" | "E" | "EC" | "F") {
            return None;
        }
        match self.version {
            6.. => Some("NVMe"),
            _ if self.features.contains('b') => None,
            _ => Some("SCSI"),
        }
    }

    /// Whether it has a disk on its host, in families whose names tell: by the letter `d` from the fifth version on, and in the
    /// fourth but for the sizes of AMD.
    pub fn has_local_disk(&self) -> Option<bool> {
        if self.accelerator.is_some() || !matches!(self.family, "D" | "DC" | "E" | "EC") {
            return None;
        }
        let named = self.features.contains('d');
        match self.version {
            ..=3 => (self.family != "DC" && self.family != "EC").then_some(true),
            4 => Some(named || self.features.contains('a')),
            _ => Some(named),
        }
    }

    /// Whether it is sure that it has no disk on its host.
    pub fn lacks_local_disk(&self) -> bool {
        self.has_local_disk() == Some(false)
    }

    /// GiB of its cache, in families where the cores tell.
    pub fn cache_disk(&self) -> Option<i64> {
        let cores = self.cores().filter(|_| self.constrained.is_none())? as i64;
        let known = match (self.family, self.version, self.features) {
            ("D" | "E", 3, "s") | ("D" | "E", 4, "ds") => cores <= 32,
            _ => false,
        };
        known.then_some(cores * 25)
    }

    /// GiB of its temporary disk, in families where the cores tell.
    pub fn resource_disk(&self) -> Option<i64> {
        let cores = self.cores().filter(|_| self.constrained.is_none())? as i64;
        match (self.family, self.version, self.features) {
            ("D", 3, "s") => Some(cores * 8),
            ("E", 3, "s") if cores <= 32 => Some(cores * 16),
            ("D" | "E", 4 | 5, "ds" | "ads") if cores <= 64 && (self.version, self.features) != (4, "ads") => {
                Some(cores * 75 / 2)
            }
            _ => None,
        }
    }

    /// Whether only images of the second generation start on it: from the sixth version on.
    pub fn needs_generation_2(&self) -> bool {
        self.version >= 6 && matches!(self.family, "D" | "DC" | "E" | "EC" | "F")
    }

    /// Whether it is of a family whose machines are not kept in memory during maintenance (VM-019).
    pub fn lacks_memory_preserving_updates(&self) -> bool {
        self.family.starts_with(['G', 'H', 'L', 'M', 'N'])
    }
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}
