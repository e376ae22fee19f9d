-- The identity of what Redis has stored for this host. It changes if Redis has lost its data or was replaced by another
-- server, and if other hosts have released this host's sessions. A key that is missing under a changed identity was lost;
-- under the same identity it has expired or was deleted.
local function identity(epochKey, hostKey, newEpoch, newNonce)
  local epoch = redis.call('GET', epochKey)
  if not epoch then
    redis.call('SET', epochKey, newEpoch)
    epoch = newEpoch
  end
  local nonce = redis.call('HGET', hostKey, 'nonce')
  if not nonce then
    redis.call('HSET', hostKey, 'nonce', newNonce)
    nonce = newNonce
  end
  local info = redis.pcall('INFO', 'server')
  local run = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or ''
  return epoch .. '/' .. run .. '/' .. nonce
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Larger than every fencing number before, also after Redis has lost its data.
local function nextFence(before)
  local fence = time[1] * 1000000 + time[2]
  local last = tonumber(before or '') or 0
  return string.format('%.0f', math.max(fence, last + 1))
end

local function write(key, keyTtl, token, server, host, holder, fence)
  if redis.call('EXISTS', key) == 1 then redis.call('DEL', key) end
  redis.call('HSET', key, 'v', '1', 'token', token, 'server', server, 'host', host, 'holder', holder, 'fence', fence)
  if tonumber(keyTtl) > 0 then redis.call('PEXPIRE', key, keyTtl) end
end

local function register(hostsKey, hostKey, host, claimTtl, keyTtl)
  redis.call('ZADD', hostsKey, now + claimTtl, host)
  if tonumber(keyTtl) > 0 then redis.call('PEXPIRE', hostKey, keyTtl * 2 + claimTtl) end
end
