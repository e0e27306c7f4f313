//! `pilotzone serve`

use crate::outcome::{Done, Failure, Outcome};
use crate::printer::Printer;
use clap::Args;
use pilotzone_web::{Server, ServerError};
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

const EXAMPLE: &str = "Example:\n  pilotzone serve out\n  pilotzone serve out --port 9000";

/// Show results and replays in a browser, on this machine alone
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Serve {
    /// A run folder, or one that holds some
    dir: PathBuf,
    /// The port; 0 for any that is free
    #[arg(long, value_name = "P", default_value_t = 8080)]
    port: u16,
    /// The address to listen on; with another than 127.0.0.1 everybody who reaches this machine can look
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::from(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
}

/// Serves until it is stopped.
pub fn serve(args: &Serve, printer: &mut Printer) -> Done {
    let server = Server::bind(&args.dir, args.host, args.port)?;
    let words = printer.pick("에서 볼 수 있음; Ctrl-C로 끝냄", "shows them; Ctrl-C ends it");
    printer.note(&format!("http://{} {words}", server.address()));
    server.run();
    Ok(Outcome::Good)
}

impl From<ServerError> for Failure {
    fn from(error: ServerError) -> Self {
        Self::plain(error.to_string())
    }
}
