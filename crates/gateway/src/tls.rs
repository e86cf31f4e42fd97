//! Mutual TLS: both sides show a certificate of one named authority, and nobody else is talked to.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use thiserror::Error;

/// The files by which one side of the exchange is known and knows the other, in the PEM format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificates {
    /// Its own certificate, with those between it and the authority.
    pub certificate: PathBuf,
    /// The key to it.
    pub key: PathBuf,
    /// The only authority whose certificates count: the machine's own list of authorities does not.
    pub authority: PathBuf,
}

/// A file of certificates cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadCertificates {
    /// It is not there, or is not what it should be.
    #[error("{} does not hold {what} in the PEM format", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What was looked for in it.
        what: &'static str,
    },
    /// Certificate and key do not belong together, or the authority cannot be one.
    #[error("the certificates beside {} cannot be used: {why}", path.display())]
    Unfit {
        /// The certificate's file.
        path: PathBuf,
        /// The reason.
        why: String,
    },
}

impl Certificates {
    /// How this side calls the other.
    pub fn to_call(&self) -> Result<ClientConfig, BadCertificates> {
        let (chain, key) = self.own()?;
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| self.unfit(&error))?
            .with_root_certificates(self.roots()?)
            .with_client_auth_cert(chain, key);
        let mut config = config.map_err(|error| self.unfit(&error))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }

    /// How this side answers: who shows no certificate of the authority is not heard.
    pub fn to_answer(&self) -> Result<ServerConfig, BadCertificates> {
        let (chain, key) = self.own()?;
        let provider = Arc::new(ring::default_provider());
        let roots = Arc::new(self.roots()?);
        let verifier = WebPkiClientVerifier::builder_with_provider(roots, Arc::clone(&provider))
            .build()
            .map_err(|error| self.unfit(&error))?;
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| self.unfit(&error))?
            .with_client_cert_verifier(verifier)
            .with_single_cert(chain, key);
        let mut config = config.map_err(|error| self.unfit(&error))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }

    fn own(
        &self,
    ) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), BadCertificates> {
        let chain = chain(&self.certificate)?;
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|_| BadCertificates::File {
            path: self.key.clone(),
            what: "a private key",
        })?;
        Ok((chain, key))
    }

    fn roots(&self) -> Result<RootCertStore, BadCertificates> {
        let mut roots = RootCertStore::empty();
        for certificate in chain(&self.authority)? {
            roots
                .add(certificate)
                .map_err(|_| not_certificates(&self.authority))?;
        }
        Ok(roots)
    }

    fn unfit(&self, error: &dyn std::error::Error) -> BadCertificates {
        BadCertificates::Unfit {
            path: self.certificate.clone(),
            why: error.to_string(),
        }
    }
}

/// A client that believes no certificate at all: for addresses that are not encrypted.
pub(crate) fn trusting_nobody() -> Result<ClientConfig, rustls::Error> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?;
    Ok(config
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth())
}

fn chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, BadCertificates> {
    let chain: Vec<_> = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|_| not_certificates(path))?;
    if chain.is_empty() {
        return Err(not_certificates(path));
    }
    Ok(chain)
}

fn not_certificates(path: &Path) -> BadCertificates {
    BadCertificates::File {
        path: path.to_owned(),
        what: "certificates",
    }
}
