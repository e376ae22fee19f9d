namespace McpActors.Tests.Sessions;

/// <summary>The contract of a directory, tested with the built-in one.</summary>
public sealed class InMemoryDirectoryTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SetTime _time = new() { Now = Start };
    private readonly InMemorySessionDirectory _directory;

    public InMemoryDirectoryTests() => _directory = new InMemorySessionDirectory(_time);

    [Fact]
    public async Task An_id_is_held_by_one_host_until_it_lets_go()
    {
        var mine = Claim("a");
        Assert.Null(await TryClaim(mine));
        Assert.Equal(mine, await TryClaim(Claim("b")));
        Assert.Equal(mine, await Find());

        await _directory.ReleaseAsync(mine, default);

        Assert.Null(await Find());
        Assert.Null(await TryClaim(Claim("b")));
    }

    [Fact]
    public async Task A_claim_that_has_run_out_is_free_and_good_again_where_nobody_took_it()
    {
        var mine = Claim("a");
        await TryClaim(mine);
        _time.Now += TimeSpan.FromMinutes(5);
        Assert.Null(await Find());

        var renewed = mine with { Until = _time.Now.AddMinutes(5) };
        Assert.True(await _directory.RenewAsync(renewed, default));
        Assert.Equal(renewed, await TryClaim(Claim("b")));

        _time.Now += TimeSpan.FromMinutes(5);
        var theirs = Claim("b") with { Until = _time.Now.AddMinutes(5) };
        Assert.Null(await TryClaim(theirs));
        Assert.False(await _directory.RenewAsync(renewed with { Until = _time.Now.AddMinutes(9) }, default));
        Assert.Equal(theirs, await Find());
    }

    [Fact]
    public async Task A_host_replaces_what_it_left_behind_and_a_late_release_does_no_harm()
    {
        var (left, mine) = (Claim("a"), Claim("a"));
        await TryClaim(left);
        Assert.Null(await TryClaim(mine));

        await _directory.ReleaseAsync(left, default);

        Assert.Equal(mine, await Find());
        Assert.False(await _directory.RenewAsync(left, default));
    }

    [Fact]
    public async Task Of_many_hosts_at_once_one_has_it()
    {
        var claims = Enumerable.Range(0, 100).Select(host => Claim($"{host}")).ToList();
        var answers = await Task.WhenAll(claims.Select(claim => Task.Run(() => TryClaim(claim))));
        Assert.Single(answers, answer => answer is null);
        Assert.Single(answers.Distinct(), answer => answer is not null);
    }

    private static SessionClaim Claim(string host) => new("s", Guid.NewGuid(), "files", host, null, Start.AddMinutes(5));

    private Task<SessionClaim?> TryClaim(SessionClaim claim) => _directory.TryClaimAsync(claim, default);

    private Task<SessionClaim?> Find() => _directory.FindAsync("s", default);

    private sealed class SetTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
