//! What a download never does, whatever a publisher, a name server or the environment says.

use super::rehearsal::{self, Rehearsal};
use super::{FILE, GOOD};
use crate::support::{Headway, Running, both, within};
use flate2::Compression;
use flate2::write::GzEncoder;
use headway::ingest::pipeline;
use headway::store::FetchResult;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[tokio::test(flavor = "current_thread")]
async fn five_redirects_are_followed_and_a_sixth_is_not() {
    for (hops, result) in [(5, FetchResult::New), (6, FetchResult::Failed)] {
        let rehearsal = Rehearsal::start(&[("www.stats.example/hop/0", GOOD)]).await;
        for hop in 1..=hops {
            let script = format!("redirect = 'https://www.stats.example/hop/{}'", hop - 1);
            rehearsal.write(&format!("www.stats.example/hop/{hop}.headway.toml"), &script);
        }
        let source = rehearsal::source_at("x", &format!("https://www.stats.example/hop/{hops}"));
        let report = pipeline::run(&rehearsal.kit(), &source).await;
        assert_eq!(report.result, Some(result), "{hops}: {}", report.line());
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_redirect_to_another_door_of_the_host_or_to_a_private_address_in_disguise_is_refused() {
    for to in [
        "https://www.stats.example:8443/data/other.csv",
        "https://user@www.stats.example/data/other.csv",
        "https://169.254.169.254/latest/meta-data/",
        "https://[fd00:ec2::254]/latest/meta-data/",
        "https://0x7f.1/data/other.csv",
    ] {
        let script = format!("redirect = '{to}'");
        let rehearsal =
            Rehearsal::start(&[(&format!("{FILE}.headway.toml"), &script), ("www.stats.example/data/other.csv", GOOD)])
                .await;
        let report = pipeline::run(&rehearsal.kit(), &rehearsal::source("")).await;
        assert!(report.message.starts_with("redirected to"), "{to}: {}", report.message);
        assert_eq!(rehearsal.asked(), ["302"], "{to}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_answer_that_inflates_past_the_cap_is_not_taken() {
    let mut zeros = GzEncoder::new(Vec::new(), Compression::best());
    zeros.write_all(&vec![b'0'; 1 << 20]).unwrap();
    let bomb = zeros.finish().unwrap();
    let limit = rehearsal::short_limits().file_bytes;
    assert!((bomb.len() as u64) < limit);
    let rehearsal =
        Rehearsal::start(&[(&format!("{FILE}.headway.toml"), "headers = { content-encoding = 'gzip' }")]).await;
    rehearsal.write(FILE, &bomb);
    let report = pipeline::run(&rehearsal.kit(), &rehearsal::source("")).await;
    assert!(report.message.contains(&format!("larger than {limit} bytes")), "{}", report.message);
}

/// A door that notes the first line of whatever comes through it.
struct Door {
    address: String,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Door {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let door = Self { address: listener.local_addr().unwrap().to_string(), heard: Arc::default() };
        let heard = Arc::clone(&door.heard);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut bytes = [0; 512];
                let length = (&stream).read(&mut bytes).unwrap_or_default();
                let words = String::from_utf8_lossy(&bytes[..length]).into_owned();
                heard.lock().unwrap().push(words.lines().next().unwrap_or_default().to_owned());
            }
        });
        door
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

/// `headway source try` with a proxy in its environment.
fn trial(headway: &Headway, proxy: &str) -> Command {
    let mut command = headway.command(&["source", "try", "ons-ihyq"]);
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env(name, format!("http://{proxy}"));
    }
    command.env_remove("NO_PROXY").env_remove("no_proxy").stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
fn a_proxy_of_the_environment_is_not_asked_and_one_that_is_configured_is() {
    let folder = tempfile::tempdir().unwrap();
    let publisher = Running::publisher(folder.path());
    let (environment, configured) = (Door::open(), Door::open());
    let output = trial(&Headway::rehearsing(&publisher), &environment.address).output().unwrap();
    assert!(both(&output).contains("404"), "the publisher itself answers: {}", both(&output));
    let headway = Headway::new();
    let proxy = format!("http://{}", configured.address);
    let mut trial = trial(&headway, &environment.address).args(["--proxy", &proxy]).spawn().unwrap();
    let heard = within(Duration::from_secs(20), || !configured.heard().is_empty());
    trial.kill().and_then(|()| trial.wait()).unwrap();
    assert!(heard && configured.heard()[0].starts_with("CONNECT www.ons.gov.uk:443 "), "{:?}", configured.heard());
    assert_eq!(environment.heard(), [""; 0]);
}
