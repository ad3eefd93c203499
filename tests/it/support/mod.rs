//! What several tests share.

pub(crate) mod agree;
pub(crate) mod bicep;
pub(crate) mod normal;
