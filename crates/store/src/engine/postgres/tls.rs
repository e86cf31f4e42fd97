//! Encrypted connections: there is one kind, with a certificate from the authority that the URL names
//! and for the host that it names. A connection that is encrypted for whoever answers protects from
//! nobody who stands in between.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream as Encrypted;

use crate::error::{Result, StoreError};

/// What a URL says about encryption, which the driver knows only a part of.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wish {
    /// The URL without it.
    pub(super) url: String,
    /// The file of the authority; none where the connection is not to be encrypted.
    pub(super) authority: Option<PathBuf>,
}

/// Makes connections that are encrypted.
#[derive(Clone)]
pub(super) struct Tls {
    config: Arc<ClientConfig>,
}

impl Wish {
    /// Takes `sslmode` and `sslrootcert` out of a URL.
    pub(super) fn of(url: &str) -> Result<Self> {
        let (address, options) = url.split_once('?').unwrap_or((url, ""));
        let (mut mode, mut authority, mut others) = (None, None, Vec::new());
        for option in options.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=') {
                Some(("sslmode", value)) => mode = Some(value),
                Some(("sslrootcert", value)) => authority = Some(PathBuf::from(plain(value)?)),
                _ => others.push(option),
            }
        }
        let encrypts = match mode {
            None => authority.is_some(),
            Some("disable" | "allow" | "prefer") => false,
            Some("require" | "verify-ca" | "verify-full") => true,
            Some(_) => return refused("sslmode in the URL is verify-full, or disable"),
        };
        if encrypts && authority.is_none() {
            return refused(
                "the URL wants an encrypted connection, and names no authority whose certificates \
                 count: add sslrootcert=/path/to/ca.pem",
            );
        }
        if !encrypts && authority.is_some() {
            return refused(
                "the URL names an authority in sslrootcert, and does not want to be encrypted: \
                 write sslmode=verify-full, or leave out sslrootcert",
            );
        }
        let sign = if others.is_empty() { "" } else { "?" };
        Ok(Self {
            url: format!("{address}{sign}{}", others.join("&")),
            authority,
        })
    }
}

impl Tls {
    /// Believes the certificates of this authority, a file in the PEM format.
    pub(super) fn of(authority: &Path) -> Result<Self> {
        let refuse = |reason: String| StoreError::Folder {
            path: authority.to_owned(),
            reason: format!("it is no certificate of an authority (sslrootcert): {reason}"),
        };
        let mut roots = RootCertStore::empty();
        let found = CertificateDer::pem_file_iter(authority);
        for certificate in found.map_err(|error| refuse(error.to_string()))? {
            let certificate = certificate.map_err(|error| refuse(error.to_string()))?;
            let added = roots.add(certificate);
            added.map_err(|error| refuse(error.to_string()))?;
        }
        if roots.is_empty() {
            return Err(refuse("there is none in it".to_owned()));
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| refuse(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self {
            config: Arc::new(config),
        })
    }
}

impl<S> MakeTlsConnect<S> for Tls
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = Stream<S>;
    type TlsConnect = ToHost;
    type Error = Untrusted;

    fn make_tls_connect(&mut self, host: &str) -> Result<ToHost, Untrusted> {
        let name = ServerName::try_from(host.to_owned());
        Ok(ToHost {
            name: name.map_err(|_| Untrusted(format!("{host} is no name of a host")))?,
            connector: Arc::clone(&self.config).into(),
        })
    }
}

/// A connection to one host.
pub(super) struct ToHost {
    name: ServerName<'static>,
    connector: TlsConnector,
}

impl<S> TlsConnect<S> for ToHost
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = Stream<S>;
    type Error = Untrusted;
    type Future = Pin<Box<dyn Future<Output = Result<Stream<S>, Untrusted>> + Send>>;

    fn connect(self, line: S) -> Self::Future {
        Box::pin(async move {
            let host = self.name.to_str().into_owned();
            let encrypted = self.connector.connect(self.name, line).await;
            encrypted.map(Stream).map_err(|error| why(&host, &error))
        })
    }
}

/// Why a server is not believed.
#[derive(Debug)]
pub(super) struct Untrusted(String);

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Untrusted {}

fn why(host: &str, error: &io::Error) -> Untrusted {
    let told = error.get_ref().and_then(|inner| inner.downcast_ref());
    let Some(rustls::Error::InvalidCertificate(problem)) = told else {
        return Untrusted(format!(
            "the connection to {host} cannot be encrypted: {error}"
        ));
    };
    Untrusted(match problem {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => format!(
            "the certificate of {host} is not from the authority in sslrootcert: name the file of \
             the one that signed it. If that is the right file, somebody else is answering"
        ),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            format!(
                "the certificate of the server that answers for {host} is for another name: write \
                 the name that stands in it (subjectAltName) into the URL"
            )
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            format!("the certificate of {host} has expired: it needs a new one")
        }
        other => format!("the certificate of {host} is not valid: {other}"),
    })
}

/// An encrypted line.
pub(super) struct Stream<S>(Encrypted<S>);

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for Stream<S> {
    fn channel_binding(&self) -> ChannelBinding {
        // The certificate was checked already, more strictly than binding would.
        ChannelBinding::none()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Stream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, into)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Stream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

/// A value of a URL without its %XX.
fn plain(value: &str) -> Result<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend(before.as_bytes());
        let code = after.get(..2).map(|two| u8::from_str_radix(two, 16));
        let Some(Ok(byte)) = code else {
            return refused("sslrootcert in the URL: % is followed by two digits");
        };
        bytes.push(byte);
        rest = after.get(2..).unwrap_or_default();
    }
    bytes.extend(rest.as_bytes());
    String::from_utf8(bytes).or_else(|_| refused("sslrootcert in the URL is no path"))
}

fn refused<T>(why: &str) -> Result<T> {
    Err(StoreError::NoDatabase(why.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(options: &str) -> Result<Wish> {
        Wish::of(&format!("postgres://u:p@h/d{options}"))
    }

    #[test]
    fn a_url_says_whether_and_for_whom_a_connection_is_encrypted() {
        let plain = |options, left: &str| {
            let url = format!("postgres://u:p@h/d{left}");
            assert_eq!(
                wish(options),
                Ok(Wish {
                    url,
                    authority: None
                })
            );
        };
        plain("", "");
        plain("?sslmode=disable", "");
        plain("?a=b&sslmode=prefer&c=d", "?a=b&c=d");
        for mode in [
            "sslmode=require&",
            "sslmode=verify-ca&",
            "sslmode=verify-full&",
            "",
        ] {
            let url = "postgres://u:p@h/d?a=b".to_owned();
            let authority = Some(PathBuf::from("/etc/a b.pem"));
            let asked = wish(&format!("?{mode}sslrootcert=%2Fetc/a%20b.pem&a=b"));
            assert_eq!(asked, Ok(Wish { url, authority }));
        }
    }

    #[test]
    fn a_url_that_wants_half_of_it_is_refused() {
        for options in [
            "?sslmode=require",
            "?sslmode=verify-full",
            "?sslmode=prefer&sslrootcert=a",
            "?sslmode=sometimes",
            "?sslrootcert=%4",
        ] {
            assert!(
                matches!(wish(options), Err(StoreError::NoDatabase(_))),
                "{options}"
            );
        }
        assert!(Tls::of(Path::new("/dev/null")).is_err());
        assert!(Tls::of(Path::new("/nowhere.pem")).is_err());
    }
}
