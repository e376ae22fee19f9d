-- KEYS: hosts, host, epoch, then one session each
-- ARGV: host, claimTtl, keyTtl, newEpoch, newNonce, then id, token, server, holder, fence, identity of each session
local stored = identity(KEYS[3], KEYS[2], ARGV[4], ARGV[5])
local answer = {stored}
for i = 4, #KEYS do
  local at = 6 + (i - 4) * 6
  local key, id, token, server, holder, fence = KEYS[i], ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
  local isLost = ARGV[at + 5] ~= stored
  local result
  local fields = redis.pcall('HMGET', key, 'token', 'fence', 'wanted')
  if fields.err then
    result = 'foreign'
  elseif fields[1] == token then
    result = fields[3] and 'wanted' or 'kept'
    if isLost then redis.call('HSET', KEYS[2], 's:' .. id, token) end
  elseif not fields[1] and redis.call('EXISTS', key) == 0 then
    result = isLost and 'write' or 'missing'
  elseif isLost and (tonumber(fields[2] or '') or 0) < tonumber(fence) then
    result = 'write'
  else
    result = 'taken'
  end
  if result == 'write' then
    write(key, ARGV[3], token, server, ARGV[1], holder, fence)
    redis.call('HSET', KEYS[2], 's:' .. id, token)
  end
  answer[#answer + 1] = result
end
register(KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3])
return answer
