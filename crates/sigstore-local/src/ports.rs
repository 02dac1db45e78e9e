use sigstore_engine::ORGANIZATION;
use sigstore_jwt::IssuerKind;
use sigstore_local_oidc::AcceptedIssuer;
use sigstore_loopback::{Port, Served, Tls};

use crate::secret::Secret;
use crate::{Error, Parties, Site};

/// The ports of an instance, in the order in which they are taken.
pub(crate) struct Ports {
    /// The next one; 0 is any.
    next: u16,
    tls: Option<Tls>,
    taken: Vec<Port>,
}

impl Ports {
    pub(crate) fn from(first: u16, tls: Option<Tls>) -> Self {
        Self { next: first, tls, taken: Vec::new() }
    }

    /// A port for each service, with an issuer for each kind of identities.
    pub(crate) fn site(&mut self, kinds: &[IssuerKind], secret: &Secret) -> Result<Site, Error> {
        let mut issuers = Vec::new();
        for (number, kind) in kinds.iter().enumerate() {
            let accepted = accepted(self.take()?, *kind);
            issuers.push((accepted, secret.of(&format!("oidc {number}"))));
        }
        Ok(Site {
            issuers,
            certificate_log: self.take()?,
            authority: self.take()?,
            rekor_v1: self.take()?,
            first_index: 0,
            rekor_v2: self.take()?,
            timestamp_authority: self.take()?,
        })
    }

    /// The services, each at its port: both are in the order of the members of [`Site`].
    pub(crate) fn serve(self, parties: &Parties) -> Vec<Served> {
        let all = parties.all().iter().zip(self.taken);
        let served = all.map(|(party, port)| {
            let (service, server) = (party.service, party.server.clone());
            Served { service, port, server }
        });
        served.collect()
    }

    /// Takes the next port; its address.
    fn take(&mut self) -> Result<String, Error> {
        let number = self.next;
        self.next = if number == 0 { 0 } else { number.saturating_add(1) };
        let taken = Port::take(number);
        let port = taken.map_err(|error| Error::Port { number, kind: error.kind() })?;
        let port = port.secured(self.tls.clone());
        let url = port.url();
        self.taken.push(port);
        Ok(url)
    }
}

/// The issuer at this address, as Fulcio knows it.
fn accepted(url: String, kind: IssuerKind) -> AcceptedIssuer {
    let subject_domain = match kind {
        IssuerKind::Uri => Some(url.clone()),
        IssuerKind::Spiffe | IssuerKind::Username => Some(ORGANIZATION.into()),
        _ => None,
    };
    AcceptedIssuer { url, kind, subject_domain }
}
