namespace McpActors.Redis;

/// <summary>Redis does not work at present. The message is the reason, a sentence without its full stop.</summary>
internal sealed class RedisUnavailableException(string why, Exception? inner = null) : Exception(why, inner);

/// <summary>A key in Redis is not a session that this version reads. The message says what to do.</summary>
internal sealed class ForeignKeyException(string why) : Exception(why);
