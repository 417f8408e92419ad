"""The web shell: officers, banks and the wage fund; pages and the interfaces of machines."""
