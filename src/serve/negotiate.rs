//! What the client takes and what it has: Accept-Encoding, Accept, If-None-Match.
//!
//! In: headers. Out: which encodings, people or program, same or not. Invariant: as RFC 9110 has it, with `q=0`, `*` and weak tags.

use crate::publish::snapshot::Encoding;
use http::header::{ACCEPT, ACCEPT_ENCODING, AsHeaderName, IF_NONE_MATCH};
use http::{HeaderMap, Uri};

/// How gladly a client takes each encoding, in thousandths; 0 is not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    br: u16,
    zstd: u16,
    gzip: u16,
    identity: u16,
}

impl Taken {
    /// What the headers say. Without a word about it only identity is sure to be understood.
    pub fn of(headers: &HeaderMap) -> Self {
        let mut said = Said::default();
        for (name, quality) in values(headers, ACCEPT_ENCODING).flat_map(|value| value.split(',')).filter_map(weighed) {
            said.note(name, quality);
        }
        said.settle()
    }

    /// How gladly it takes `encoding`.
    pub fn quality(self, encoding: Encoding) -> u16 {
        match encoding {
            Encoding::Br => self.br,
            Encoding::Zstd => self.zstd,
            Encoding::Gzip => self.gzip,
            Encoding::Identity => self.identity,
        }
    }

    /// The one of `offered` that it takes most gladly; of several the first.
    pub fn best<T>(self, offered: &[T], encoding: impl Fn(&T) -> Encoding) -> Option<&T> {
        let mut best = None;
        let mut quality = 0;
        for one in offered {
            let this = self.quality(encoding(one));
            if this > quality {
                (best, quality) = (Some(one), this);
            }
        }
        best
    }
}

#[derive(Default)]
struct Said {
    br: Option<u16>,
    zstd: Option<u16>,
    gzip: Option<u16>,
    identity: Option<u16>,
    any: Option<u16>,
}

impl Said {
    fn note(&mut self, name: &str, quality: u16) {
        let place = match name.to_ascii_lowercase().as_str() {
            "br" => &mut self.br,
            "zstd" => &mut self.zstd,
            "gzip" | "x-gzip" => &mut self.gzip,
            "identity" => &mut self.identity,
            "*" => &mut self.any,
            _ => return,
        };
        *place = Some(quality);
    }

    fn settle(self) -> Taken {
        let other = self.any.unwrap_or(0);
        // Identity needs no permission, only the absence of a ban; unasked it comes last.
        let identity = self.identity.unwrap_or(u16::from(self.any != Some(0)));
        let or_other = |said: Option<u16>| said.unwrap_or(other);
        Taken { br: or_other(self.br), zstd: or_other(self.zstd), gzip: or_other(self.gzip), identity }
    }
}

/// Whether an answer to this request is for a program rather than a person.
pub(super) fn is_for_program(uri: &Uri, headers: &HeaderMap) -> bool {
    let quality = |wanted: fn(&str) -> bool| {
        let parts = values(headers, ACCEPT).flat_map(|value| value.split(',')).filter_map(weighed);
        parts.filter(|(name, _)| wanted(name)).map(|(_, quality)| quality).max().unwrap_or(0)
    };
    let json = quality(|name| name == "application/json" || name.ends_with("+json") && !name.contains("html"));
    let html = quality(|name| matches!(name, "text/html" | "application/xhtml+xml"));
    json > html || (html == 0 && is_json(uri.path()))
}

/// The one of `tags` that the client says it has, by weak comparison.
pub(super) fn which_is_had<'a>(headers: &HeaderMap, tags: impl Iterator<Item = &'a str>) -> Option<usize> {
    headers.get(IF_NONE_MATCH)?;
    let had = |tag: &str| {
        let listed = values(headers, IF_NONE_MATCH).flat_map(|value| value.split(',')).map(str::trim);
        listed.into_iter().any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
    };
    tags.into_iter().position(had)
}

fn is_json(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|extension| extension == "json")
}

fn values(headers: &HeaderMap, name: impl AsHeaderName) -> impl Iterator<Item = &str> {
    headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok())
}

/// `gzip;q=0.5` as (`gzip`, 500). A quality that cannot be read refuses, as the careful reading of a mistake.
fn weighed(part: &str) -> Option<(&str, u16)> {
    let mut pieces = part.split(';').map(str::trim);
    let name = pieces.next().filter(|name| !name.is_empty())?;
    let quality = pieces.find_map(|piece| piece.strip_prefix("q=").or_else(|| piece.strip_prefix("Q=")));
    Some((name, quality.map_or(1000, thousandths)))
}

fn thousandths(text: &str) -> u16 {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return 0;
    }
    let fraction = format!("{fraction:0<3}").parse().unwrap_or(0);
    match whole {
        "0" | "" => fraction,
        "1" if fraction == 0 => 1000,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Encoding::{Br, Gzip, Identity, Zstd};
    use http::HeaderValue;

    fn chosen(accept: Option<&str>, offered: &[Encoding]) -> Option<Encoding> {
        let mut headers = HeaderMap::new();
        if let Some(accept) = accept {
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_str(accept).unwrap());
        }
        Taken::of(&headers).best(offered, |encoding| *encoding).copied()
    }

    #[test]
    fn the_encoding_that_is_taken_most_gladly_is_chosen() {
        let all = [Br, Zstd, Gzip, Identity];
        for (accept, encoding) in [
            (None, Some(Identity)),
            (Some(""), Some(Identity)),
            (Some("gzip"), Some(Gzip)),
            (Some("GZIP"), Some(Gzip)),
            (Some("x-gzip"), Some(Gzip)),
            (Some("gzip, deflate, br, zstd"), Some(Br)),
            (Some("gzip, deflate"), Some(Gzip)),
            (Some("deflate"), Some(Identity)),
            (Some("br;q=0, gzip"), Some(Gzip)),
            (Some("br;q=0"), Some(Identity)),
            (Some("br;q=0.5, gzip;q=0.8"), Some(Gzip)),
            (Some("br;q=0.5,gzip;q=0.500,zstd;q=0.501"), Some(Zstd)),
            (Some("br ; q=0.1 , gzip ; q=1.0"), Some(Gzip)),
            (Some("*"), Some(Br)),
            (Some("*;q=0"), None),
            (Some("*;q=0, gzip"), Some(Gzip)),
            (Some("identity;q=0"), None),
            (Some("identity;q=0, zstd;q=0.1"), Some(Zstd)),
            (Some("identity;q=1, gzip;q=0.5"), Some(Identity)),
            (Some("identity, *;q=0"), Some(Identity)),
            (Some("gzip;q=0.002"), Some(Gzip)),
            (Some("gzip;q=nonsense"), Some(Identity)),
            (Some("gzip;q=2"), Some(Identity)),
            (Some("gzip;q=0.0001"), Some(Identity)),
            (Some(",,;;,"), Some(Identity)),
        ] {
            assert_eq!(chosen(accept, &all), encoding, "{accept:?}");
        }
    }

    #[test]
    fn what_is_not_offered_is_not_chosen() {
        assert_eq!(chosen(Some("br, gzip;q=0.5"), &[Gzip, Identity]), Some(Gzip));
        assert_eq!(chosen(Some("br, gzip"), &[Identity]), Some(Identity));
        assert_eq!(chosen(Some("br, identity;q=0"), &[Identity]), None);
    }

    #[test]
    fn several_header_lines_count_as_one() {
        let mut headers = HeaderMap::new();
        headers.append(ACCEPT_ENCODING, HeaderValue::from_static("gzip;q=0.5"));
        headers.append(ACCEPT_ENCODING, HeaderValue::from_static("zstd"));
        assert_eq!(Taken::of(&headers).best(&[Br, Zstd, Gzip], |encoding| *encoding), Some(&Zstd));
    }

    #[test]
    fn a_tag_is_found_in_a_list_strong_or_weak() {
        for (header, found) in [
            ("\"a\"", Some(0)),
            ("\"b\"", Some(1)),
            ("W/\"b\"", Some(1)),
            ("\"x\", W/\"y\" ,\"b\"", Some(1)),
            ("*", Some(0)),
            ("\"c\"", None),
            ("a", None),
            ("\"aa\"", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(IF_NONE_MATCH, HeaderValue::from_str(header).unwrap());
            assert_eq!(which_is_had(&headers, ["\"a\"", "\"b\""].into_iter()), found, "{header}");
        }
        assert_eq!(which_is_had(&HeaderMap::new(), ["\"a\""].into_iter()), None);
    }

    #[test]
    fn programs_are_told_from_people() {
        for (path, accept, program) in [
            ("/", "text/html,application/xhtml+xml,*/*;q=0.8", false),
            ("/", "*/*", false),
            ("/", "application/json", true),
            ("/", "application/problem+json", true),
            ("/", "application/json;q=0.1, text/html", false),
            ("/outcomes/x/figures.json", "*/*", true),
            ("/outcomes/x/figures.json", "text/html", false),
            ("/outcomes/x/figures.csv", "*/*", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(is_for_program(&Uri::from_static(path), &headers), program, "{path} {accept}");
        }
    }
}
