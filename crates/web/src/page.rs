//! The page as it was built: see `page/` for its sources.

/// A file of the page.
pub(crate) struct Asset {
    pub path: &'static str,
    pub kind: &'static str,
    pub bytes: &'static [u8],
}

const ASSETS: [Asset; 4] = [
    Asset { path: "/", kind: "text/html; charset=utf-8", bytes: include_bytes!("../page/dist/index.html") },
    Asset {
        path: "/page.js",
        kind: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../page/dist/page.js"),
    },
    Asset {
        path: "/page.css",
        kind: "text/css; charset=utf-8",
        bytes: include_bytes!("../page/dist/page.css"),
    },
    Asset {
        path: "/licences.txt",
        kind: "text/plain; charset=utf-8",
        bytes: include_bytes!("../page/dist/licences.txt"),
    },
];

/// The file of the page at a path.
pub(crate) fn asset(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}
