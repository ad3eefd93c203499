//! The levels that a command line or a project's settings ask for. Azure's own refusals and the errors of the
//! language keep theirs.

use std::collections::BTreeMap;

use super::{Code, Diagnostic, Level};

/// What is asked of one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Nothing is said.
    Allow,
    /// A warning.
    Warn,
    /// An error.
    Deny,
}

/// What is asked of all codes.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    codes: BTreeMap<&'static str, Setting>,
    /// Every warning is an error, but for codes that are set by name.
    pub deny_warnings: bool,
}

impl Levels {
    /// Asks for a level. The last word counts. `Err` says why the code keeps its own.
    pub fn set(&mut self, code: &'static Code, setting: Setting) -> Result<(), &'static str> {
        if setting != Setting::Deny {
            if code.refused_by_azure {
                return Err("Azure itself refuses it");
            }
            if code.level == Level::Error && code.id.starts_with("LBX0") {
                return Err("it is an error of the language");
            }
        }
        self.codes.insert(code.id, setting);
        Ok(())
    }

    /// Gives each finding its level, and drops what is allowed.
    pub fn apply(&self, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.retain_mut(|diagnostic| {
            let setting = self.codes.get(diagnostic.code.id);
            match setting {
                Some(Setting::Allow) => return false,
                Some(Setting::Warn) => diagnostic.level = Level::Warning,
                Some(Setting::Deny) => diagnostic.level = Level::Error,
                None if self.deny_warnings && diagnostic.level == Level::Warning => diagnostic.level = Level::Error,
                None => {}
            }
            true
        });
    }
}
