//! X-Road identifiers and their percent-encoding.

use std::fmt;

/// The identifier of a client subsystem, or of one of a provider's services.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct XRoadAddress {
    /// Instance, e.g. `KZ-DEMO`.
    pub instance: String,
    /// Member class, e.g. `GOV`.
    pub class: String,
    /// Member code.
    pub member: String,
    /// Subsystem.
    pub subsystem: String,
    /// Service code: a provider has one, a client has none.
    pub service_code: Option<String>,
}

impl XRoadAddress {
    /// The address of a client.
    pub fn client(instance: &str, class: &str, member: &str, subsystem: &str) -> Self {
        Self {
            instance: instance.to_owned(),
            class: class.to_owned(),
            member: member.to_owned(),
            subsystem: subsystem.to_owned(),
            service_code: None,
        }
    }

    /// The address of a provider's service.
    pub fn service(
        instance: &str,
        class: &str,
        member: &str,
        subsystem: &str,
        service_code: &str,
    ) -> Self {
        let mut address = Self::client(instance, class, member, subsystem);
        address.service_code = Some(service_code.to_owned());
        address
    }

    /// The target of a request to this service's records: `/r1/…/v1/records`.
    pub fn records_path(&self) -> String {
        format!("/r1/{self}/v1/records")
    }

    /// Whether every part can stand in a path: none is empty, and none is only dots, which
    /// addresses resolve away even when encoded.
    pub(crate) fn is_usable(&self) -> bool {
        self.parts().all(|part| !part.chars().all(|c| c == '.'))
    }

    fn parts(&self) -> impl Iterator<Item = &str> {
        [&self.instance, &self.class, &self.member, &self.subsystem]
            .into_iter()
            .chain(&self.service_code)
            .map(String::as_str)
    }
}

/// The form of paths and headers: parts percent-encoded, joined by `/`.
impl fmt::Display for XRoadAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, part) in self.parts().enumerate() {
            if at > 0 {
                f.write_str("/")?;
            }
            f.write_str(&percent_encoded(part))?;
        }
        Ok(())
    }
}

/// Everything but the unreserved characters of RFC 3986, section 2.3, as `%XX`.
pub(crate) fn percent_encoded(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(char::from(HEX[usize::from(byte >> 4)]));
            encoded.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_percent_encoded_one_by_one() {
        let odd = XRoadAddress::service("KZ", "GOV", "әділет", "a/b", "births?x=1&y");
        assert_eq!(
            odd.records_path(),
            "/r1/KZ/GOV/%D3%99%D0%B4%D1%96%D0%BB%D0%B5%D1%82/a%2Fb/births%3Fx%3D1%26y/v1/records"
        );
        assert!(odd.is_usable());
    }

    #[test]
    fn parts_that_a_path_would_swallow_are_not_usable() {
        for part in ["", ".", ".."] {
            assert!(
                !XRoadAddress::client("KZ", "GOV", part, "s").is_usable(),
                "{part:?}"
            );
        }
    }
}
