using Akka.Configuration;

namespace McpActors.Redis.Tests;

/// <summary>Each mistake is one sentence, and harms no session of another.</summary>
public sealed class BadInputTests
{
    private const string Key = "{mcp-actors}:session:s";

    [Theory]
    [InlineData("", "connection", "names no server")]
    [InlineData("connection = \"\"", "connection", "names no server")]
    [InlineData("connection = \"a:1,colour=red\"", "connection", "is not a connection")]
    [InlineData("connection = [a]", "connection", "is not a text")]
    [InlineData("key-prefix = \"\"", "key-prefix", "no beginning of a key")]
    [InlineData("key-prefix = \"{a}\"", "key-prefix", "letters, digits and : _ . -")]
    [InlineData("renew-at-most-every = 1ms", "renew-at-most-every", "shorter than 1s")]
    [InlineData("when-unavailable = wait", "when-unavailable", "local | refuse")]
    [InlineData("when-open-elsewhere = both", "when-open-elsewhere", "move | refuse")]
    [InlineData("conection = a", "conection", "did you mean 'connection'")]
    public void A_mistake_in_the_section_names_its_key_and_what_is_allowed(string line, string key, string text)
    {
        var connection = key == "connection" ? "" : "connection = \"a:1\"";
        var mistakes = Mistakes($"mcp-actors.sessions.redis {{ {connection}\n{line} }}");
        Assert.Contains($"mcp-actors.sessions.redis.{key}", mistakes, StringComparison.Ordinal);
        Assert.Contains(text, mistakes, StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_documents_each_key_with_its_default()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "hocon", "redis.conf");
        var config = ConfigurationFile.Load(file, _ => null);
        Assert.Equal(new RedisSessionSettings { Connection = "127.0.0.1:6379" }, RedisSettingsReader.Read(config, _ => null).Settings);
        Assert.Equal(typeof(RedisSessionSettings).GetProperties().Length, config.GetConfig("mcp-actors.sessions.redis").AsEnumerable().Count());
        Assert.Single(SettingsReader.Read(config, environment: _ => null).Servers);
    }

    [Fact]
    public void Variables_override_address_and_password_and_a_bad_port_is_named()
    {
        const string Hocon = "mcp-actors.sessions.redis.connection = \"a:1,password=old,ssl=true\"";
        var (_, all) = Read(Hocon, new() { ["REDIS_HOST"] = "b", ["REDIS_PORT"] = "2", ["REDIS_PASSWORD"] = "new" });
        Assert.Equal(("b:2", "new", true), (RedisErrors.Address(Assert.Single(all.EndPoints)), all.Password, all.Ssl));
        Assert.Equal("a:2", RedisErrors.Address(Assert.Single(Read(Hocon, new() { ["REDIS_PORT"] = "2" }).Connection.EndPoints)));
        Assert.Equal("b:1", RedisErrors.Address(Assert.Single(Read(Hocon, new() { ["REDIS_HOST"] = "b" }).Connection.EndPoints)));
        Assert.Equal("b:6379", RedisErrors.Address(Assert.Single(Read("a = 1", new() { ["REDIS_HOST"] = "b" }).Connection.EndPoints)));
        var refusal = Assert.Throws<McpConfigurationException>(() => Read(Hocon, new() { ["REDIS_PORT"] = "x" }));
        Assert.Contains("REDIS_PORT", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_mistake_shows_the_password() => Assert.DoesNotContain(
        "planted", Mistakes("mcp-actors.sessions.redis.connection = \"a:1,password=planted,colour=red\""), StringComparison.Ordinal);

    [SkippableTheory]
    [InlineData("SET", "string")]
    [InlineData("RPUSH", "list")]
    [InlineData("SADD", "set")]
    public async Task A_key_of_another_type_is_named_and_left_alone(string command, string type)
    {
        await using var server = await RedisServer.StartAsync();
        using var worker = new Worker(server.Address);
        await server.DoAsync(command, Key, "x");
        var refusal = await Assert.ThrowsAsync<ForeignKeyException>(() => worker.Directory.TryClaimAsync(worker.Claim("s"), default));
        Assert.Contains($"the key {Key} is no session ({type}): another program uses it. Delete it", refusal.Message, StringComparison.Ordinal);
        Assert.Null(worker.Directory.Unavailable);
        Assert.True(await server.HasAsync(Key));
        await worker.OpenAsync("t");
    }

    [SkippableFact]
    public async Task A_key_of_a_newer_version_is_named_and_left_alone()
    {
        await using var server = await RedisServer.StartAsync();
        using var worker = new Worker(server.Address);
        await server.DoAsync("HSET", Key, "v", "2", "owner", "x");
        var refusal = await Assert.ThrowsAsync<ForeignKeyException>(() => worker.Directory.TryClaimAsync(worker.Claim("s"), default));
        Assert.Contains("was written by a newer version of McpActors (its format is 2, this version reads 1)", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("x", (string?)await server.DoAsync("HGET", Key, "owner"));
    }

    [SkippableTheory]
    [InlineData("HSET", "token", "x", "given the session's id to another claim")]
    [InlineData("HDEL", "token", null, "given the session's id to another claim")]
    [InlineData("SET", "x", null, "overwritten with something that is no session")]
    public async Task A_value_that_is_edited_by_hand_ends_its_session_with_the_reason(string command, string argument, string? value, string why)
    {
        await using var server = await RedisServer.StartAsync();
        using var worker = new Worker(server.Address);
        var (edited, other) = (await worker.OpenAsync("s"), await worker.OpenAsync("t"));
        await server.DoAsync(command, value is null ? [Key, argument] : [Key, argument, value]);
        var losses = await worker.RenewAsync(edited, other);
        Assert.All(losses.Concat(worker.Losses), loss => Assert.Equal("s", loss.Claim.Id));
        Assert.Contains(losses.Concat(worker.Losses), loss => loss.Why.Contains(why, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Session_ids_may_have_every_character()
    {
        await using var server = await RedisServer.StartAsync();
        using var worker = new Worker(server.Address);
        var ids = new[] { "a b", "{x}", "}{", "*", "[a-z]?", "\\", "\"'`$(x)", "\ud83d\ude00", "\ud83d", "\ude00", "\\D83D", "\\uD83D", "\ufffd", "é", "e\u0301", new string('x', 200) };
        var claims = new List<SessionClaim>();
        foreach (var id in ids) claims.Add(await worker.OpenAsync(id));
        foreach (var (id, claim) in ids.Zip(claims)) Assert.Equal(claim.Token, (await worker.Directory.FindAsync(id, default))?.Token);
        Assert.Empty(await worker.RenewAsync([.. claims]));
        foreach (var claim in claims) await worker.Directory.ReleaseAsync(claim, default);
        foreach (var id in ids) Assert.Null(await worker.Directory.FindAsync(id, default));
    }

    [SkippableTheory]
    [InlineData("files", "machine/b/akka://another/1")]
    [InlineData("other", "machine/b/akka://agents/1")]
    public async Task Two_platforms_with_one_prefix_take_no_session_from_one_another(string theirServer, string theirHost)
    {
        await using var server = await RedisServer.StartAsync();
        using Worker mine = new(server.Address), theirs = new(server.Address, "b");
        var claim = await mine.OpenAsync("s");
        var answer = await theirs.Directory.TryClaimAsync(theirs.Claim("s", theirServer) with { Host = theirHost }, default);
        Assert.Equal(claim.Host, answer?.Host);
        Assert.Empty(mine.Losses);
    }

    [SkippableTheory]
    [InlineData("no-such-host.invalid:1", "Redis at no-such-host.invalid:1 cannot be reached")]
    [InlineData("127.0.0.1:1", "Redis at 127.0.0.1:1 cannot be reached")]
    [InlineData("SERVER,ssl=true", "(does it speak TLS?)")]
    [InlineData("SERVER,password=wrong", "password")]
    public async Task A_wrong_address_is_a_state_with_a_sentence_and_no_failed_start(string connection, string sentence)
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "right");
        using var worker = new Worker(connection.Replace("SERVER", server.Address, StringComparison.Ordinal));
        var claim = await worker.OpenAsync("s");
        await worker.DownAsync();
        await Patience.Until(() => worker.Directory.Unavailable?.Contains(sentence, StringComparison.Ordinal) is true, $"{sentence} in {worker.Directory.Unavailable}");
        Assert.Empty(await worker.RenewAsync(claim));
        Assert.DoesNotContain("wrong", worker.Directory.Unavailable, StringComparison.Ordinal);
    }

    private static string Mistakes(string hocon) => Assert.Throws<McpConfigurationException>(() => Read(hocon, [])).Message;

    private static (RedisSessionSettings Settings, StackExchange.Redis.ConfigurationOptions Connection) Read(string hocon, Dictionary<string, string> variables) =>
        RedisSettingsReader.Read(ConfigurationFactory.ParseString(hocon), variables.GetValueOrDefault);
}
