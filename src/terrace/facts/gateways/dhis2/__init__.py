"""DHIS2: sets of data values in its JSON, read by the table `dhis2`, answered with its import summary."""
