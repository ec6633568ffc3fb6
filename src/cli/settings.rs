//! Settings shared by all commands, from arguments or `HEADWAY_…` variables.
//!
//! In: arguments and environment, by clap. Out: [`Settings`]. Invariant: every setting has both an option and a variable.

use super::clock;
use crate::domain::clock::Clock;
use crate::publish::Site;
use chrono::{DateTime, Utc};
use clap::builder::BoolishValueParser;
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
    /// Address under which readers reach the site [default: http:// and the address of --listen]
    #[arg(long, env = "HEADWAY_BASE_URL", value_parser = base_url, global = true)]
    pub base_url: Option<String>,
    /// Name of the site
    #[arg(long, env = "HEADWAY_SITE_NAME", default_value = "Headway", global = true)]
    pub site_name: String,
    /// Who runs the site, as named on its pages
    #[arg(long, env = "HEADWAY_OPERATOR", global = true)]
    pub operator: Option<String>,
    /// How to reach whoever runs it (a page or an e-mail address): stands on its pages and is sent with every download
    #[arg(long, env = "HEADWAY_CONTACT", global = true)]
    pub contact: Option<String>,
    /// Pretend that it is this instant at the start (RFC 3339); the clock then runs on
    #[arg(long, env = "HEADWAY_NOW", global = true)]
    pub now: Option<DateTime<Utc>>,
    /// Stop the clock at --now
    #[arg(long, env = "HEADWAY_FREEZE", requires = "now", value_parser = BoolishValueParser::new(), global = true)]
    pub freeze: bool,
    /// Rehearsal: send every download to this address (a running `headway replay`) over plain HTTP
    #[arg(long, env = "HEADWAY_CONNECT_TO", global = true)]
    pub connect_to: Option<SocketAddr>,
    /// Rehearsal: keep the gaps, waits and limits of the real thing
    #[arg(long, env = "HEADWAY_REAL_PACE", requires = "connect_to", value_parser = BoolishValueParser::new(), global = true)]
    pub real_pace: bool,
    /// Send every download through this proxy (http://host:port), which then has to see to it that nothing private is asked.
    /// Proxies of the environment are never used
    #[arg(long, env = "HEADWAY_PROXY", value_parser = proxy, conflicts_with = "connect_to", global = true)]
    pub proxy: Option<String>,
}

impl Settings {
    /// The site's own settings, for its pages.
    pub fn site(&self) -> Site {
        Site {
            base_url: self.base_url.clone().unwrap_or_else(|| format!("http://{}", self.listen)),
            name: self.site_name.clone(),
            operator: self.operator.clone(),
            contact: self.contact.clone(),
            notices: Vec::new(),
            rehearsal: self.connect_to.is_some(),
        }
    }

    /// The clock that these settings ask for.
    pub fn clock(&self) -> Clock {
        clock::make(self.now, self.freeze)
    }
}

/// Reads the address of a proxy.
fn proxy(text: &str) -> Result<String, String> {
    let uri: http::Uri = text.parse().map_err(|error| format!("it is no address: {error}"))?;
    let is_proxy =
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty());
    if is_proxy { Ok(text.to_owned()) } else { Err("it has to look like http://proxy.example:3128".to_owned()) }
}

/// Reads an address such as `https://headway.example`, and takes slashes at its end away.
fn base_url(text: &str) -> Result<String, String> {
    let plain = text.trim_end_matches('/');
    let uri: http::Uri = plain.parse().map_err(|error| format!("it is no address: {error}"))?;
    let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
    let whole = is_web
        && uri.host().is_some_and(|host| !host.is_empty())
        && uri.path_and_query().is_none_or(|rest| rest == "/");
    if whole { Ok(plain.to_owned()) } else { Err("it has to look like https://headway.example".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_address_is_a_web_address_without_a_slash_at_its_end() {
        for (text, read) in [
            ("https://headway.example", Some("https://headway.example")),
            ("https://headway.example/", Some("https://headway.example")),
            ("http://127.0.0.1:8080", Some("http://127.0.0.1:8080")),
            ("headway.example", None),
            ("ftp://headway.example", None),
            ("https://", None),
            ("https://headway.example/?a=b", None),
            ("https://example.org/headway", None),
            ("", None),
        ] {
            assert_eq!(base_url(text).ok().as_deref(), read, "{text}");
        }
    }

    #[test]
    fn a_proxy_is_a_web_address() {
        for (text, is_proxy) in [
            ("http://proxy.example:3128", true),
            ("https://10.0.0.1:3128", true),
            ("proxy.example:3128", false),
            ("", false),
        ] {
            assert_eq!(proxy(text).is_ok(), is_proxy, "{text}");
        }
    }

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        settings: Settings,
    }

    #[test]
    fn every_option_can_be_a_variable() {
        use clap::CommandFactory;
        let command = Line::command();
        let options = command.get_arguments().filter(|option| !["help", "version"].contains(&option.get_id().as_str()));
        for option in options {
            let variable = format!("HEADWAY_{}", option.get_id().as_str().to_uppercase());
            assert_eq!(option.get_env().and_then(|name| name.to_str()), Some(variable.as_str()));
        }
    }
}
