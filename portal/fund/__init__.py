"""What the fund's pages say and print: words, forms, papers, reports."""
