use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use crate::Tls;

/// A port of 127.0.0.1.
#[derive(Debug)]
pub struct Port {
    pub(crate) listener: TcpListener,
    address: SocketAddr,
    pub(crate) tls: Option<Tls>,
}

impl Port {
    /// Takes this port, or any that is free for 0.
    ///
    /// # Errors
    /// If it can't be had.
    pub fn take(number: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, number))?;
        listener.set_nonblocking(true)?;
        Ok(Self { address: listener.local_addr()?, listener, tls: None })
    }

    /// The same with TLS, or without it for `None`.
    #[must_use]
    pub fn secured(self, tls: Option<Tls>) -> Self {
        Self { tls, ..self }
    }

    /// Its base address, without a slash at its end.
    pub fn url(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }
}
