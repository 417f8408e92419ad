"""The papers: Typst templates beside this file, printed as PDF/A with the fonts that are shipped."""

from portal.documents.press import MissingGlyphError, document

__all__ = ["MissingGlyphError", "document"]
