//! The guard: to which addresses a download may go.
//!
//! In: an address, the names that the source lists, the addresses that a name resolves to. Out: leave, or a [`Refusal`].
//! Invariant: only https, only to names that the source lists, never to a machine that the public internet does not reach. A
//! literal address never reaches a resolver, so both are checked, and on every hop of a redirect.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use url::{Host, Url};

/// Why a download may not go to an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not an address at all.
    #[error("`{0}` is not an address: write https://host/path")]
    NotAnAddress(String),
    /// Another scheme than https.
    #[error("refused: `{0}` is not https; downloads go over https alone")]
    NotHttps(String),
    /// Another port than that of https: a publisher's other services are not ours to knock at.
    #[error("refused: `{0}` names a port; downloads go to the port of https alone")]
    Port(String),
    /// A name and password in the address.
    #[error("refused: `{0}` carries a user's name; a publisher's file needs none")]
    User(String),
    /// A literal address that the public internet does not reach, or a name that always means one.
    #[error("refused: `{0}` is a private address; a publisher never sends a reader there")]
    Private(String),
    /// A name that the source does not list.
    #[error(
        "refused: the source does not name the host `{host}` (it names {named}); if the publisher has moved there, add it to `hosts`"
    )]
    NotNamed {
        /// The host.
        host: String,
        /// The hosts that the source names.
        named: String,
    },
    /// A name that resolves to an address that the public internet does not reach.
    #[error("refused: the name `{name}` resolves to the private address {address}")]
    Resolves {
        /// The name.
        name: String,
        /// What it resolves to.
        address: IpAddr,
    },
    /// A name without an address.
    #[error("the name `{0}` has no address: is this machine on the network? The next look tries again")]
    NoAddress(String),
}

/// Reads an address and checks it against the names in `hosts`.
pub fn check(address: &str, hosts: &[String]) -> Result<Url, Refusal> {
    let url = Url::parse(address).map_err(|_| Refusal::NotAnAddress(address.to_owned()))?;
    check_url(&url, hosts)?;
    Ok(url)
}

/// Checks an address, typed or from a redirect, against the names in `hosts`.
pub fn check_url(url: &Url, hosts: &[String]) -> Result<(), Refusal> {
    let host = url.host().ok_or_else(|| Refusal::NotAnAddress(without_user(url)))?;
    if is_private_host(&host) {
        return Err(Refusal::Private(without_user(url)));
    }
    if url.scheme() != "https" {
        return Err(Refusal::NotHttps(without_user(url)));
    }
    if url.port().is_some() {
        return Err(Refusal::Port(without_user(url)));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::User(without_user(url)));
    }
    let host = host.to_string();
    if hosts.iter().any(|named| named.eq_ignore_ascii_case(&host)) {
        return Ok(());
    }
    let named = if hosts.is_empty() { "none".to_owned() } else { hosts.join(", ") };
    Err(Refusal::NotNamed { host, named })
}

/// The address without the part that may be a secret, for a sentence that is kept and shown.
pub fn without_user(url: &Url) -> String {
    let mut plain = url.clone();
    let _ = plain.set_username("").and_then(|()| plain.set_password(None));
    plain.to_string()
}

/// The addresses of `name`, unless any of them is private.
pub async fn resolve(name: &str) -> Result<Vec<SocketAddr>, Refusal> {
    let found = tokio::net::lookup_host((name, 0)).await.map_err(|_| Refusal::NoAddress(name.to_owned()))?;
    screen(name, found.collect())
}

/// Lets the addresses of `name` pass if all of them are public.
pub fn screen(name: &str, addresses: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, Refusal> {
    if let Some(private) = addresses.iter().find(|address| !is_public(address.ip())) {
        return Err(Refusal::Resolves { name: name.to_owned(), address: private.ip() });
    }
    if addresses.is_empty() { Err(Refusal::NoAddress(name.to_owned())) } else { Ok(addresses) }
}

/// Whether the public internet reaches an address.
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_private_host(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => !is_public(IpAddr::V4(*address)),
        Host::Ipv6(address) => !is_public(IpAddr::V6(*address)),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            ["localhost", "local", "internal"].iter().any(|private| {
                name.eq_ignore_ascii_case(private) || name.to_ascii_lowercase().ends_with(&format!(".{private}"))
            })
        }
    }
}

/// The ranges of the IANA special-purpose registry that are not globally reachable.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || first == 0
        || first >= 240
        || (first == 100 && second & 0b1100_0000 == 64)
        || (first == 192 && second == 0 && third == 0)
        || (first == 192 && second == 88 && third == 99)
        || (first == 198 && second & 0xfe == 18);
    !special
}

/// Global unicast (2000::/3) less tunnels, benchmarks and documentation, which can name a private IPv4 address or none.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let global = first & 0xe000 == 0x2000;
    let special = first == 0x2002
        || (first == 0x2001 && second < 0x0200)
        || (first == 0x2001 && second == 0x0db8)
        || (first == 0x3fff && second < 0x1000);
    global && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_private_address_is_public_however_it_is_written() {
        for (address, public) in [
            ("127.0.0.1", false),
            ("10.0.0.1", false),
            ("172.16.0.1", false),
            ("172.32.0.1", true),
            ("192.168.1.1", false),
            ("169.254.169.254", false),
            ("100.64.0.1", false),
            ("100.128.0.1", true),
            ("192.0.0.8", false),
            ("192.0.2.1", false),
            ("198.18.0.1", false),
            ("198.19.255.255", false),
            ("198.20.0.1", true),
            ("224.0.0.1", false),
            ("240.0.0.1", false),
            ("255.255.255.255", false),
            ("0.0.0.0", false),
            ("151.101.0.144", true),
            ("::1", false),
            ("::", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:151.101.0.144", true),
            ("fc00::1", false),
            ("fd12::1", false),
            ("fd00:ec2::254", false),
            ("203.0.113.9", false),
            ("198.51.100.9", false),
            ("::7f00:1", false),
            ("2001:0:53aa:64c:0:fffe:80ff:fffe", false),
            ("2002:a00:1::1", false),
            ("3fff::1", false),
            ("fe80::1", false),
            ("64:ff9b::7f00:1", false),
            ("64:ff9b:1::1", false),
            ("2002:7f00:1::", false),
            ("2001:0:1::1", false),
            ("2001:db8::1", false),
            ("100::1", false),
            ("ff02::1", false),
            ("2a04:4e42::144", true),
            ("2606:4700::1111", true),
        ] {
            assert_eq!(is_public(address.parse().unwrap()), public, "{address}");
        }
    }

    #[test]
    fn a_download_goes_over_https_to_a_named_host_alone() {
        let hosts = ["www.ons.gov.uk".to_owned(), "127.0.0.1".to_owned(), "localhost".to_owned()];
        for (address, allowed) in [
            ("https://www.ons.gov.uk/x", true),
            ("https://WWW.ONS.gov.uk/x", true),
            ("http://www.ons.gov.uk/x", false),
            ("https://www.ons.gov.uk.example.org/x", false),
            ("https://www.ons.gov.uk@10.0.0.1/x", false),
            ("https://evil.example.org/?https://www.ons.gov.uk", false),
            ("ftp://www.ons.gov.uk/x", false),
            ("file:///etc/passwd", false),
            ("not an address", false),
            // Named, and still refused.
            ("https://127.0.0.1/x", false),
            ("https://localhost/x", false),
            // The same machine in other spellings.
            ("https://2130706433/", false),
            ("https://0x7f.1/", false),
            ("https://0177.0.0.1/", false),
            ("https://[::1]/", false),
            ("https://[::ffff:10.0.0.1]/", false),
            ("https://127\u{3002}0\u{3002}0\u{3002}1/", false),
            ("https://\u{ff4c}ocalhost/", false),
            ("https://localhost./", false),
            ("https://[::7f00:1]/", false),
            ("https://[64:ff9b::7f00:1]/", false),
            ("https://printer.local/", false),
            // The named host by another door.
            ("https://www.ons.gov.uk:443/x", true),
            ("https://www.ons.gov.uk:22/x", false),
            ("https://www.ons.gov.uk:8443/x", false),
            ("https://user@www.ons.gov.uk/x", false),
            ("https://user:secret@www.ons.gov.uk/x", false),
            ("https://www.ons.gov.uk./x", false),
            ("https://www.ons.gov.uk\\@evil.example/x", true),
            ("https://evil.example\\@www.ons.gov.uk/x", false),
            ("https://evilwww.ons.gov.uk/x", false),
            ("//www.ons.gov.uk/x", false),
            ("https://metadata.google.internal/", false),
        ] {
            assert_eq!(check(address, &hosts).is_ok(), allowed, "{address}");
        }
    }

    #[test]
    fn a_refusal_keeps_a_password_to_itself() {
        let refusal = check("https://user:secret@www.gov.uk/x", &["www.gov.uk".to_owned()]).unwrap_err().to_string();
        assert_eq!(refusal, "refused: `https://www.gov.uk/x` carries a user's name; a publisher's file needs none");
        for address in
            ["http://user:secret@www.gov.uk/x", "https://user:secret@10.0.0.1/", "https://u:secret@www.gov.uk:8443/"]
        {
            let refusal = check(address, &["www.gov.uk".to_owned()]).unwrap_err().to_string();
            assert!(!refusal.contains("secret"), "{refusal}");
        }
    }

    #[test]
    fn a_refusal_says_what_the_source_names() {
        let refusal = check("https://example.org/", &["www.gov.uk".to_owned()]).unwrap_err().to_string();
        assert_eq!(
            refusal,
            "refused: the source does not name the host `example.org` (it names www.gov.uk); if the publisher has moved there, add it to `hosts`"
        );
    }

    #[test]
    fn a_name_is_refused_if_any_of_its_addresses_is_private() {
        let address = |text: &str| text.parse().unwrap();
        assert!(screen("a.example", vec![address("151.101.0.144:0")]).is_ok());
        let mixed = screen("a.example", vec![address("151.101.0.144:0"), address("10.0.0.7:0")]).unwrap_err();
        assert_eq!(mixed.to_string(), "refused: the name `a.example` resolves to the private address 10.0.0.7");
        assert!(screen("a.example", vec![]).is_err());
    }

    #[tokio::test(flavor = "current_thread")]
    async fn the_resolver_refuses_this_very_machine() {
        assert!(matches!(resolve("localhost").await, Err(Refusal::Resolves { .. })));
    }
}
