//! `headway verify`: every figure again from the archived files, and whether the store says the same.

use super::{Failure, Outcome, Settings, fetching};
use crate::ingest::read::Reader;
use crate::ingest::verify::verify;
use crate::store::Store;
use std::io::{Write, stdout};

/// Runs the command: one line if all is equal, else a line for each discrepancy and exit code 1.
pub fn run(settings: &Settings) -> Outcome {
    if !Store::exists(&settings.state) {
        let state = settings.state.display();
        return Err(Failure(format!(
            "there is no store in {state}: name the state folder with --state, or run `headway` first"
        )));
    }
    let store = fetching::open(settings)?;
    let program = std::env::current_exe().map_err(|error| Failure::from_error(&error))?;
    let reader = Reader::with_worker(program);
    let verification = verify(&store, |path, source, format| {
        reader.read(path, source, format).map_err(|error| Failure::from_error(&error).0)
    });
    let verification = verification.map_err(|error| Failure::from_error(&error))?;
    let mut out = stdout().lock();
    let written = verification.discrepancies.iter().try_for_each(|discrepancy| writeln!(out, "{discrepancy}"));
    if verification.discrepancies.is_empty() {
        return written.and_then(|()| writeln!(out, "{verification}")).map_err(|error| Failure::from_error(&error));
    }
    written.map_err(|error| Failure::from_error(&error))?;
    Err(Failure(format!(
        "{verification}; the archive is the evidence, so keep it and restore what differs from a back-up"
    )))
}
