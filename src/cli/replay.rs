//! `headway replay DIR`: the rehearsal publisher.
//!
//! In: a folder laid out as `<host>/<path>`. Out: its files on `--listen`, until interrupted. Invariant: see `serve::replay`.

use super::fetching::{self, say};
use super::{Failure, Outcome, Settings};
use crate::serve::replay;
use std::path::{Path, PathBuf};
use tokio::net::TcpListener;

/// Arguments of `headway replay`. The address to serve at is the common `--listen`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// Folder laid out as DIR/<host>/<path>
    pub folder: PathBuf,
}

/// Runs the command.
pub fn run(settings: &Settings, arguments: &Arguments) -> Outcome {
    fetching::runtime()?.block_on(serve(settings, &arguments.folder))
}

async fn serve(settings: &Settings, folder: &Path) -> Outcome {
    let failed = |error: std::io::Error| {
        Failure(format!("{} cannot be served at {}: {error}", folder.display(), settings.listen))
    };
    if !folder.is_dir() {
        return Err(Failure(format!("{} is not a folder; lay files out as DIR/<host>/<path>", folder.display())));
    }
    let listener = TcpListener::bind(settings.listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    say(&format!("serving {} at {address}; fetch with --connect-to {address}", folder.display()));
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    replay::serve(folder, listener, settings.clock(), stop).await.map_err(failed)
}
