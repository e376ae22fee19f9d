namespace McpActors.Tests.Sessions;

/// <summary>The contract of every session directory: in memory, of a cluster, and in Redis.</summary>
public abstract class DirectoryContract
{
    private ISessionDirectory? _directory;

    private ISessionDirectory Directory => _directory!;

    [SkippableFact]
    public async Task An_id_is_held_by_one_host_until_it_lets_go()
    {
        await BeginAsync();
        var mine = Claim("a");
        Assert.Null(await TryClaim(mine));
        Assert.Equal(mine.Token, (await TryClaim(Claim("b")))?.Token);
        Assert.Equal(mine.Token, (await Find())?.Token);

        await Directory.ReleaseAsync(mine, default);

        Assert.Null(await Find());
        Assert.Null(await TryClaim(Claim("b")));
    }

    [SkippableFact]
    public async Task The_claim_in_force_says_who_has_the_id_and_for_how_long()
    {
        await BeginAsync();
        var mine = Claim("a");
        await TryClaim(mine);
        var inForce = await TryClaim(Claim("b"));
        Assert.NotNull(inForce);
        Assert.Equal((mine.Id, mine.Server, mine.Host, mine.Holder), (inForce.Id, inForce.Server, inForce.Host, inForce.Holder));
        Assert.InRange(inForce.Until, DateTimeOffset.UtcNow, mine.Until.AddSeconds(1));
    }

    [SkippableFact]
    public async Task A_claim_that_has_run_out_is_free_and_good_again_where_nobody_took_it()
    {
        await BeginAsync();
        var mine = Claim("a");
        await TryClaim(mine);
        await RunOutAsync(Directory, mine);
        Assert.Null(await Find());

        Assert.Empty(await Renew(mine));
        Assert.Equal(mine.Token, (await TryClaim(Claim("b")))?.Token);

        await RunOutAsync(Directory, mine);
        var theirs = Claim("b");
        Assert.Null(await TryClaim(theirs));
        Assert.Equal(mine.Token, Assert.Single(await Renew(mine)).Claim.Token);
        Assert.Equal(theirs.Token, (await Find())?.Token);
    }

    [SkippableFact]
    public async Task A_host_replaces_what_it_left_behind_and_a_late_release_does_no_harm()
    {
        await BeginAsync();
        var (left, mine) = (Claim("a"), Claim("a"));
        await TryClaim(left);
        Assert.Null(await TryClaim(mine));

        await Directory.ReleaseAsync(left, default);

        Assert.Equal(mine.Token, (await Find())?.Token);
        Assert.Equal(left.Token, Assert.Single(await Renew(left)).Claim.Token);
        Assert.Equal(mine.Token, (await Find())?.Token);
    }

    [SkippableFact]
    public async Task Many_claims_are_renewed_together_and_the_lost_ones_are_named()
    {
        await BeginAsync();
        var claims = Enumerable.Range(0, 600).Select(number => Claim("a") with { Id = $"many/{number}" }).ToList();
        foreach (var claim in claims) Assert.Null(await TryClaim(claim));
        var lost = claims[333];
        await Directory.ReleaseAsync(lost, default);
        Assert.Null(await TryClaim(Claim("b") with { Id = lost.Id }));

        var losses = await Directory.RenewAsync(claims, default);

        Assert.Equal(lost.Token, Assert.Single(losses).Claim.Token);
        foreach (var claim in claims) await Directory.ReleaseAsync(claim, default);
    }

    [SkippableFact]
    public async Task Of_many_hosts_at_once_one_has_it()
    {
        await BeginAsync();
        var claims = Enumerable.Range(0, 100).Select(host => Claim($"{host}")).ToList();
        var answers = await Task.WhenAll(claims.Select(claim => Task.Run(() => TryClaim(claim))));
        Assert.Single(answers, answer => answer is null);
        Assert.Single(answers.Select(answer => answer?.Token).Distinct(), token => token is not null);
    }

    /// <summary>A directory in which another host that opens a session is refused.</summary>
    public abstract Task<ISessionDirectory> StartAsync();

    /// <summary>Lets the time of a claim pass.</summary>
    public virtual Task RunOutAsync(ISessionDirectory directory, SessionClaim claim) =>
        directory.RenewAsync([claim with { Until = DateTimeOffset.UtcNow.AddSeconds(-1) }], default);

    private static SessionClaim Claim(string host) => new("s", Guid.NewGuid(), "files", host, "akka://x/user/holder", DateTimeOffset.UtcNow.AddMinutes(5));

    private async Task BeginAsync() => _directory = await StartAsync();

    private Task<SessionClaim?> TryClaim(SessionClaim claim) => Directory.TryClaimAsync(claim, default);

    private Task<IReadOnlyCollection<ClaimLoss>> Renew(SessionClaim claim) =>
        Directory.RenewAsync([claim with { Until = DateTimeOffset.UtcNow.AddMinutes(5) }], default);

    private Task<SessionClaim?> Find() => Directory.FindAsync("s", default);
}
