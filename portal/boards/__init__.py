"""The notice-board maker: what a project's board must say, the sheet to print, and the photos that prove it stands."""
