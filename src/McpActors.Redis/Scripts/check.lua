-- KEYS: hosts, host, epoch, then one session each
-- ARGV: host, claimTtl, keyTtl, newEpoch, newNonce, then id, token, server, holder, fence, identity of each session
local stored = identity(KEYS[3], KEYS[2], ARGV[4], ARGV[5])
local answer = {stored}
for i = 4, #KEYS do
  local at = 6 + (i - 4) * 6
  local key, id, token, server, holder, fence = KEYS[i], ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
  local isLost = ARGV[at + 5] ~= stored
  local kind = redis.call('TYPE', key).ok
  local result
  if kind == 'none' then
    result = isLost and 'write' or 'missing'
  elseif kind ~= 'hash' then
    result = 'foreign'
  else
    local has, other, wanted = unpack(redis.call('HMGET', key, 'token', 'fence', 'wanted'))
    if has == token then
      result = wanted and 'wanted' or 'kept'
      redis.call('HSET', KEYS[2], 's:' .. id, token)
    elseif isLost and (tonumber(other or '') or 0) < tonumber(fence) then
      result = 'write'
    else
      result = 'taken'
    end
  end
  if result == 'write' then
    write(key, ARGV[3], token, server, ARGV[1], holder, fence)
    redis.call('HSET', KEYS[2], 's:' .. id, token)
  end
  answer[#answer + 1] = result
end
register(KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3])
return answer
