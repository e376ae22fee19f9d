-- KEYS: session, hosts, host, epoch
-- ARGV: id, token, server, host, holder, claimTtl, keyTtl, newEpoch, newNonce, wants (0 or 1), channel
local fence = nil
local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'none' and kind ~= 'hash' then return {'foreign', kind} end
if kind == 'hash' then
  local v, token, server, host, holder, was = unpack(redis.call('HMGET', KEYS[1], 'v', 'token', 'server', 'host', 'holder', 'fence'))
  if v and v ~= '1' then return {'newer', v} end
  if not (v and token and server and host) then return {'foreign', 'hash without the fields of a session'} end
  fence = was
  if host ~= ARGV[4] then
    local left = tonumber(redis.call('ZSCORE', KEYS[2], host) or 0) - now
    if left > 0 then
      if ARGV[10] == '1' then
        redis.call('HSET', KEYS[1], 'wanted', ARGV[2])
        redis.call('PUBLISH', ARGV[11], ARGV[1])
      end
      return {'held', token, server, host, holder or '', left}
    end
    redis.call('PUBLISH', ARGV[11], ARGV[1])
  end
end
local new = nextFence(fence)
local stored = identity(KEYS[4], KEYS[3], ARGV[8], ARGV[9])
write(KEYS[1], ARGV[7], ARGV[2], ARGV[3], ARGV[4], ARGV[5], new)
redis.call('HSET', KEYS[3], 's:' .. ARGV[1], ARGV[2])
register(KEYS[2], KEYS[3], ARGV[4], ARGV[6], ARGV[7])
return {'claimed', new, stored}
