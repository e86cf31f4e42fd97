//! Certificates of a demonstration: an authority that signs two and is forgotten.
//!
//! A real installation brings its own: its exchange layer has an authority already.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::Context as _;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use tutas_gateway::Certificates;

use crate::wiring::{machine_now, put_in_place};

/// So many years a demonstration's certificates count.
const YEARS: i16 = 10;

/// Who has a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Party {
    /// The registers, or the security server before them.
    Registers,
    /// This program.
    Tutas,
}

impl Party {
    fn name(self) -> &'static str {
        match self {
            Self::Registers => "registers",
            Self::Tutas => "tutas",
        }
    }
}

/// Where a folder keeps the certificates of a party.
pub(crate) fn certificates_of(party: Party, folder: &Path) -> Certificates {
    Certificates {
        certificate: folder.join(format!("{}.pem", party.name())),
        key: folder.join(format!("{}.key", party.name())),
        authority: folder.join("authority.pem"),
    }
}

/// Makes certificates for both parties on this machine, if the folder has none. The key of the
/// authority is kept nowhere, so that nobody is let in later.
pub(crate) fn make_certificates(folder: &Path) -> anyhow::Result<()> {
    // The authority is written last: a folder without it is made again.
    let finished = folder.join("authority.pem");
    if finished.exists() {
        return Ok(());
    }
    fs::create_dir_all(folder)
        .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    let mut params = params("Tutas demonstration")?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
    for party in [Party::Registers, Party::Tutas] {
        let files = certificates_of(party, folder);
        let mut params = self::params(party.name())?;
        params.subject_alt_names = vec![
            rcgen::SanType::IpAddress(std::net::Ipv4Addr::LOCALHOST.into()),
            rcgen::SanType::DnsName("localhost".try_into()?),
        ];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        // Either calls the other: registers are asked, and what this state offers is asked for.
        params.extended_key_usages = vec![
            ExtendedKeyUsagePurpose::ServerAuth,
            ExtendedKeyUsagePurpose::ClientAuth,
        ];
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &authority)?;
        write(&files.certificate, &certificate.pem(), 0o644)?;
        write(&files.key, &key.serialize_pem(), 0o600)?;
    }
    write(&finished, &authority.pem(), 0o644)
}

fn params(name: &str) -> anyhow::Result<CertificateParams> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, name);
    let year = machine_now().to_zoned(jiff::tz::TimeZone::UTC).year();
    // From the year before: the clock of the other side may be a little behind.
    params.not_before = rcgen::date_time_ymd(i32::from(year - 1), 1, 1);
    params.not_after = rcgen::date_time_ymd(i32::from(year + YEARS), 1, 1);
    Ok(params)
}

fn write(path: &Path, text: &str, mode: u32) -> anyhow::Result<()> {
    let unfinished = path.with_extension("unfinished");
    let written = || {
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(mode)
            .open(&unfinished)?;
        file.write_all(text.as_bytes())?;
        put_in_place(&unfinished, path)
    };
    written().with_context(|| format!("{} cannot be written", path.display()))
}
