//! A program as a tree of statements: what a failing case shrinks by. A smaller program has a statement less, or a loop or
//! condition less around one; whether it is still a program, the compiler says.

use std::fmt::{self, Display};

use proptest::prelude::RngCore;
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tree {
    /// Its documentation, one line.
    doc: Option<String>,
    /// It up to its block.
    head: String,
    /// Its block.
    block: Option<Vec<Tree>>,
    /// The block of its `else`.
    otherwise: Option<Vec<Tree>>,
}

/// A statement on a line.
pub(super) fn line(head: impl Into<String>) -> Tree {
    Tree { doc: None, head: head.into(), block: None, otherwise: None }
}

/// A statement with a block; an empty one is left out where nothing is in it.
pub(super) fn block(head: impl Into<String>, inside: Vec<Tree>) -> Tree {
    Tree { block: Some(inside), ..line(head) }
}

impl Tree {
    /// With a doc comment.
    pub(super) fn doc(mut self, doc: Option<String>) -> Tree {
        self.doc = doc;
        self
    }

    /// With an `else`.
    pub(super) fn or(mut self, otherwise: Vec<Tree>) -> Tree {
        self.otherwise = Some(otherwise);
        self
    }

    /// Adds a statement to its block.
    pub(super) fn push(&mut self, tree: Tree) {
        self.block.get_or_insert_default().push(tree);
    }

    /// Whether it begins so.
    pub(super) fn starts(&self, with: &str) -> bool {
        self.head.starts_with(with)
    }

    fn size(&self) -> usize {
        1 + count(self.block.as_deref().unwrap_or_default()) + count(self.otherwise.as_deref().unwrap_or_default())
    }

    /// What is left when it is unwrapped.
    fn inside(&self) -> Option<Vec<Tree>> {
        let wraps = ["if ", "for "].iter().any(|word| self.head.starts_with(word));
        if wraps { self.block.clone() } else { None }
    }

    fn write(&self, depth: usize, out: &mut String) {
        let margin = "  ".repeat(depth);
        if let Some(doc) = &self.doc {
            out.push_str(&format!("{margin}/// {doc}\n"));
        }
        out.push_str(&format!("{margin}{}", self.head));
        let part = |trees: &[Tree], out: &mut String| {
            out.push_str(" {\n");
            trees.iter().for_each(|tree| tree.write(depth + 1, out));
            out.push_str(&format!("{margin}}}"));
        };
        match &self.block {
            Some(inside) if !inside.is_empty() || self.otherwise.is_some() || self.inside().is_some() => {
                part(inside, out);
            }
            _ => {}
        }
        if let Some(otherwise) = &self.otherwise {
            out.push_str(" else");
            part(otherwise, out);
        }
        out.push('\n');
    }
}

/// How many statements there are.
fn count(trees: &[Tree]) -> usize {
    trees.iter().map(Tree::size).sum()
}

/// A program.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Program {
    /// The number it was made from.
    pub(crate) seed: u64,
    /// Its statements.
    pub(super) trees: Vec<Tree>,
}

impl Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        self.trees.iter().for_each(|tree| tree.write(0, &mut out));
        f.write_str(&out)
    }
}

/// One way to make a program smaller.
#[derive(Clone, Copy, Debug)]
enum Cut {
    /// The statement of that number, counted from the top, is gone.
    Away(usize),
    /// Only its block stays.
    Unwrap(usize),
    /// Its documentation is gone.
    Undoc(usize),
}

fn cut(trees: &[Tree], cut_at: Cut, at: &mut usize) -> Vec<Tree> {
    let mut out = Vec::new();
    for tree in trees {
        let number = *at;
        *at += 1;
        let mut tree = tree.clone();
        match cut_at {
            Cut::Away(gone) if gone == number => {
                *at += tree.size() - 1;
                continue;
            }
            Cut::Unwrap(open) if open == number => {
                if let Some(inside) = tree.inside() {
                    *at += tree.size() - 1;
                    out.extend(inside);
                    continue;
                }
            }
            Cut::Undoc(bare) if bare == number => tree.doc = None,
            _ => {}
        }
        tree.block = tree.block.map(|inside| cut(&inside, cut_at, at));
        tree.otherwise = tree.otherwise.map(|inside| cut(&inside, cut_at, at));
        out.push(tree);
    }
    out
}

/// Programs by chance.
#[derive(Debug)]
pub(crate) struct Programs {
    /// The first case's number; without one they come from the runner.
    pub(crate) seed: Option<u64>,
}

impl Strategy for Programs {
    type Tree = Smaller;
    type Value = Program;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let seed = self.seed.unwrap_or_else(|| runner.rng().next_u64());
        Ok(Smaller { current: super::write::program(seed), before: None, at: 0, lucky: false })
    }
}

/// A program that gets smaller as long as it fails.
#[derive(Debug)]
pub(crate) struct Smaller {
    current: Program,
    /// The last one that failed.
    before: Option<Program>,
    /// The next cut.
    at: usize,
    /// Something was cut in this round.
    lucky: bool,
}

impl Smaller {
    /// The next smaller program; none when a round has cut nothing.
    fn next(&mut self) -> bool {
        loop {
            let size = count(&self.current.trees);
            if self.at >= size * 3 {
                if !self.lucky {
                    return false;
                }
                (self.at, self.lucky) = (0, false);
                continue;
            }
            let number = self.at % size;
            let what = [Cut::Away(number), Cut::Unwrap(number), Cut::Undoc(number)][self.at / size];
            self.at += 1;
            let trees = cut(&self.current.trees, what, &mut 0);
            if trees != self.current.trees {
                let smaller = Program { trees, ..self.current.clone() };
                self.before = Some(std::mem::replace(&mut self.current, smaller));
                return true;
            }
        }
    }
}

impl ValueTree for Smaller {
    type Value = Program;

    fn current(&self) -> Program {
        self.current.clone()
    }

    fn simplify(&mut self) -> bool {
        // The one before has failed as well, and is larger.
        if self.before.take().is_some() {
            self.lucky = true;
            self.at = self.at.saturating_sub(1);
        }
        self.next()
    }

    fn complicate(&mut self) -> bool {
        let Some(before) = self.before.take() else { return false };
        self.current = before;
        self.next()
    }
}
