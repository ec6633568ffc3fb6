//! Settings shared by all commands, from arguments or `HEADWAY_…` variables.
//!
//! In: arguments and environment, by clap. Out: [`Settings`]. Invariant: every setting has both an option and a variable.

use super::clock;
use crate::domain::clock::Clock;
use chrono::{DateTime, Utc};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Settings shared by all commands.
#[derive(clap::Args, Clone, Debug)]
pub struct Settings {
    /// Address to serve at
    #[arg(long, env = "HEADWAY_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub listen: SocketAddr,
    /// Folder that keeps the store, the archive and the snapshots
    #[arg(long, env = "HEADWAY_STATE", default_value = "state", global = true)]
    pub state: PathBuf,
    /// Folder to use in place of the built-in data/
    #[arg(long, env = "HEADWAY_DATA", global = true)]
    pub data: Option<PathBuf>,
    /// Address under which readers reach the site, without a slash at the end
    #[arg(long, env = "HEADWAY_BASE_URL", default_value = "http://127.0.0.1:8080", global = true)]
    pub base_url: String,
    /// How publishers can reach whoever runs this site (a page or an e-mail address); sent with every download
    #[arg(long, env = "HEADWAY_CONTACT", global = true)]
    pub contact: Option<String>,
    /// Pretend that it is this instant at the start (RFC 3339); the clock then runs on
    #[arg(long, env = "HEADWAY_NOW", global = true)]
    pub now: Option<DateTime<Utc>>,
    /// Stop the clock at --now
    #[arg(long, env = "HEADWAY_FREEZE", requires = "now", global = true)]
    pub freeze: bool,
    /// Rehearsal: send every download to this address (a running `headway replay`) over plain HTTP
    #[arg(long, env = "HEADWAY_CONNECT_TO", global = true)]
    pub connect_to: Option<SocketAddr>,
}

impl Settings {
    /// The clock that these settings ask for.
    pub fn clock(&self) -> Clock {
        clock::make(self.now, self.freeze)
    }
}
