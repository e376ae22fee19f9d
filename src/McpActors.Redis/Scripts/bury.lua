-- KEYS: hosts, the dead host, then one session each
-- ARGV: host, whether these are its last sessions (0 or 1)
local till = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or 0)
if till > now then return -1 end
local released = 0
for i = 3, #KEYS do
  if redis.call('TYPE', KEYS[i]).ok == 'hash' and redis.call('HGET', KEYS[i], 'host') == ARGV[1] then
    released = released + redis.call('DEL', KEYS[i])
  end
end
if ARGV[2] == '1' then
  redis.call('DEL', KEYS[2])
  redis.call('ZREM', KEYS[1], ARGV[1])
end
return released
