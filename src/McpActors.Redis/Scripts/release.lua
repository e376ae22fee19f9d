-- KEYS: session, host
-- ARGV: id, token
if redis.call('HGET', KEYS[2], 's:' .. ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[2], 's:' .. ARGV[1]) end
if redis.call('TYPE', KEYS[1]).ok ~= 'hash' or redis.call('HGET', KEYS[1], 'token') ~= ARGV[2] then return 0 end
return redis.call('DEL', KEYS[1])
