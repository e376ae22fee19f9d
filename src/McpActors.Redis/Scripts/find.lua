-- KEYS: session, hosts
if redis.call('TYPE', KEYS[1]).ok ~= 'hash' then return {} end
local token, server, host, holder = unpack(redis.call('HMGET', KEYS[1], 'token', 'server', 'host', 'holder'))
if not (token and server and host) then return {} end
local left = tonumber(redis.call('ZSCORE', KEYS[2], host) or 0) - now
if left <= 0 then return {} end
return {token, server, host, holder or '', left}
