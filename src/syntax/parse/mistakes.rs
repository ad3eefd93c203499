//! What wrong lines were meant to be: the mistakes that newcomers make, each with its own words.

use pest::iterators::Pair;

use super::Builder;
use super::explain::Trouble;
use super::grammar::{Parts, Rule};
use crate::syntax::ast::{Node, Stmt, StmtKind};

impl<'t> Builder<'t> {
    /// Says what a line was probably meant to be, if that is known.
    pub(super) fn mistake(&mut self, _trouble: &Trouble<'t>) -> bool {
        false
    }

    /// A block that reads well but is something else.
    pub(super) fn judge_node(&mut self, node: Node) -> StmtKind {
        StmtKind::Node(Box::new(node))
    }

    /// `a, b` where a list is wanted: the rest of a list that the comma cut off.
    pub(super) fn list_by_commas(
        &mut self,
        _before: &mut [Stmt],
        _part: &Pair<'t, Rule>,
        _rest: &mut Parts<'t>,
    ) -> bool {
        false
    }
}
