"""SDMX: observations of SDMX-CSV 2.0 and SDMX-ML 2.1 messages, read by the tables `sdmx_flows` and `sdmx_maps`.

`pysdmx` tells the flavour of a document and holds it against the standard's schema. The observations themselves are
walked here, one by one: its readers of data need pandas, read codes such as `01273` as numbers, values as floats, and
leave out rows to be deleted when a file has others too.
"""
