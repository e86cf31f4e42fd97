//! A door on the network: plain on this machine, else with certificates of both sides.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use std::{future, io};

use anyhow::{Context as _, bail};
use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tutas_gateway::Certificates;

/// Who has not shown a certificate by then is let go.
const PATIENCE: Duration = Duration::from_secs(10);

/// So many may be showing their certificates at a time; who comes beyond that waits.
const AT_THE_DOOR: usize = 64;

/// How long a listener rests that cannot take anybody in just now: it has no more files, say.
const REST: Duration = Duration::from_millis(100);

/// A listener; it ends when this is dropped.
pub(crate) struct Door {
    address: SocketAddr,
    way: Way,
}

enum Way {
    Plain(TcpListener),
    Encrypted {
        entered: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
        letting_in: JoinHandle<()>,
    },
}

/// A connection through a door.
pub(crate) enum Connection {
    Plain(TcpStream),
    Encrypted(Box<TlsStream<TcpStream>>),
}

impl Door {
    /// Opens a door: without certificates on loopback only.
    pub(crate) async fn open(
        address: SocketAddr,
        certificates: Option<&Certificates>,
    ) -> anyhow::Result<Self> {
        if certificates.is_none() && !address.ip().is_loopback() {
            bail!("what is not encrypted is served on 127.0.0.1 only");
        }
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("nothing can be served on {address}"))?;
        let address = listener.local_addr()?;
        let way = match certificates {
            None => Way::Plain(listener),
            Some(certificates) => {
                let acceptor = TlsAcceptor::from(Arc::new(certificates.to_answer()?));
                let (enter, entered) = mpsc::channel(AT_THE_DOOR);
                Way::Encrypted {
                    entered,
                    letting_in: tokio::spawn(let_in(listener, acceptor, enter)),
                }
            }
        };
        Ok(Self { address, way })
    }

    /// Where it is; with the port it was given if none was asked for.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same as whoever comes writes it.
    pub(crate) fn url(&self) -> String {
        let scheme = match self.way {
            Way::Plain(_) => "http",
            Way::Encrypted { .. } => "https",
        };
        format!("{scheme}://{}", self.address)
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        if let Way::Encrypted { letting_in, .. } = &self.way {
            letting_in.abort();
        }
    }
}

impl Listener for Door {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        match &mut self.way {
            Way::Plain(listener) => {
                let (stream, address) = next(listener).await;
                (Connection::Plain(stream), address)
            }
            Way::Encrypted { entered, .. } => match entered.recv().await {
                Some((stream, address)) => (Connection::Encrypted(Box::new(stream)), address),
                // The task that lets people in ends with this door only.
                None => future::pending().await,
            },
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// Each shows a certificate by itself, so that who takes long holds up nobody.
async fn let_in(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    enter: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    let places = Arc::new(Semaphore::new(AT_THE_DOOR));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let (stream, address) = next(&listener).await;
        let (acceptor, enter) = (acceptor.clone(), enter.clone());
        tokio::spawn(async move {
            let shown = tokio::time::timeout(PATIENCE, acceptor.accept(stream)).await;
            if let Ok(Ok(stream)) = shown {
                // Nobody waits for it once the door is shut.
                let _shut = enter.send((stream, address)).await;
            } else {
                tracing::warn!(%address, "no certificate that counts");
            }
            drop(place);
        });
    }
}

async fn next(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, address)) => {
                // Small answers are not held back; that it cannot be said is no reason to refuse.
                let _as_it_is = stream.set_nodelay(true);
                return (stream, address);
            }
            Err(_) => tokio::time::sleep(REST).await,
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Encrypted(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Encrypted(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Encrypted(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Encrypted(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
