"""Reading pages from strangers' servers, safely.

`urls` says which addresses may be asked for at all, `addresses` which machines may be spoken to, `backend` speaks to
no other, `client` asks and reads with limits, `robots` heeds the site's wishes, `fetcher` puts it all together.
"""
