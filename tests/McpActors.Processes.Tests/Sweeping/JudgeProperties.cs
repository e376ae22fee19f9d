namespace McpActors.Processes.Tests.Sweeping;

/// <summary>
/// Random process tables, ledgers, registries and evidence, judged. A wrong verdict kills a bystander or spares a
/// survivor.
/// </summary>
public sealed class JudgeProperties
{
    [Fact]
    public void Exactly_what_the_model_says_is_ended() => All((model, ended) =>
    {
        var (own, all) = model.ToBeEnded();
        return ended.Select(verdict => verdict.Row.Pid).ToHashSet().SetEquals(all)
            && ended.Where(verdict => verdict.Proof != LineageProof.Descent).Select(verdict => verdict.Row.Pid).ToHashSet().SetEquals(own);
    });

    [Fact]
    public void Who_judges_and_what_is_everybodys_and_what_has_ended_are_not_even_named() => All((model, _) =>
        Judge.All(model.Rows.ToArray(), model.Claims).All(verdict => verdict.Row.Pid > 2 && verdict.Row.Pid != model.Claims.Self && !verdict.Row.IsEnded));

    [Fact]
    public void Nothing_of_a_lease_that_is_in_use_or_handed_over_is_ended() => All((model, ended) =>
        ended.All(verdict => !model.IsOpen(verdict.Mark, Standing.InUse, Standing.HandedOver)));

    [Fact]
    public void What_is_ended_is_of_this_host_or_of_one_that_has_died() => All((_, ended) =>
        ended.All(verdict => verdict.Mark.Host == JudgeModel.Own || verdict.Mark.Host == JudgeModel.Dead));

    [Fact]
    public void What_bears_another_hosts_mark_is_ended_only_if_it_was_proven_before_or_nobody_knows_that_host() => All((model, ended) => ended.All(verdict =>
        verdict.Row.Mark is not { } mark || mark.Host == JudgeModel.Own || mark.Host == JudgeModel.Dead
        || model.Claims.Proven.ContainsKey((verdict.Row.Pid, verdict.Row.StartTicks))
        || (model.IsMadeUp(mark) && model.Claims.Evidence.ContainsKey(verdict.Row.Pid))));

    [Fact]
    public void What_is_older_than_its_keeper_or_its_host_is_not_ended() => All((model, ended) => ended.All(verdict =>
        verdict.Mark.Host == JudgeModel.Dead
            ? verdict.Row.StartTicks >= model.Claims.Hosts[JudgeModel.Dead].Facts!.StartTicks
            : verdict.Row.StartTicks >= model.Claims.OwnStartTicks
                && (!model.Claims.Leases.TryGetValue(verdict.Mark.Lease, out var lease) || verdict.Row.StartTicks >= lease.StartTicks)));

    [Fact]
    public void A_mark_of_ours_whose_lease_is_open_is_no_stray() => All((model, ended) =>
        ended.All(verdict => verdict.Standing != Standing.Stray || !model.Claims.Leases.ContainsKey(verdict.Mark.Lease)));

    [Fact]
    public void A_mark_of_a_lease_that_was_never_given_out_ends_nobody() => All((model, ended) =>
        ended.All(verdict => IsKnown(model, verdict) || !model.IsMadeUp(verdict.Mark)));

    [Fact]
    public void A_stray_is_never_another_users_that_no_keeper_was_seen_above() => All((model, ended) => ended.All(verdict =>
        verdict.Standing != Standing.Stray || IsKnown(model, verdict)
        || !model.Claims.Strangers.Contains((verdict.Row.Pid, verdict.Row.StartTicks))));

    [Fact]
    public void Descent_goes_only_below_what_is_ended_and_never_back_in_time() => All((_, ended) =>
    {
        var byPid = ended.ToDictionary(verdict => verdict.Row.Pid);
        return ended.Where(verdict => verdict.Proof == LineageProof.Descent).All(verdict =>
            byPid.TryGetValue(verdict.Row.Parent, out var parent) && parent.Mark == verdict.Mark && parent.Standing == verdict.Standing
            && parent.Row.StartTicks <= verdict.Row.StartTicks);
    });

    [Fact]
    public void Each_process_is_judged_once() => All((model, _) =>
    {
        var verdicts = Judge.All(model.Rows.ToArray(), model.Claims);
        return verdicts.Select(verdict => verdict.Row.Pid).Distinct().Count() == verdicts.Count;
    });

    [Fact]
    public void Who_was_proven_keeps_its_verdict_whatever_mark_it_takes() => All((model, ended) =>
    {
        // The same table, in which all processes to be ended have taken a live neighbour's mark, without remaining
        // evidence.
        var proven = ended.ToDictionary(verdict => (verdict.Row.Pid, verdict.Row.StartTicks), verdict => verdict.Mark);
        var disguised = model.Rows.Select(row =>
        {
            if (proven.ContainsKey((row.Pid, row.StartTicks))) row.ResidentLimit = new LineageMark(JudgeModel.Alive, 1).Limit;
            return row;
        }).ToArray();
        var claims = model.Claims with { Proven = proven, Evidence = new Dictionary<int, Evidence>() };
        var again = Judge.All(disguised, claims).Where(verdict => verdict.ToBeEnded).Select(verdict => verdict.Row.Pid).ToHashSet();
        return again.IsSupersetOf(ended.Select(verdict => verdict.Row.Pid));
    });

    [Fact]
    public void The_machines_of_chance_have_something_of_everything()
    {
        var (standings, proofs) = (new HashSet<Standing>(), new HashSet<LineageProof>());
        All((model, _) =>
        {
            foreach (var verdict in Judge.All(model.Rows.ToArray(), model.Claims))
            {
                standings.Add(verdict.Standing);
                if (verdict.ToBeEnded) proofs.Add(verdict.Proof);
            }
            return true;
        });
        Assert.Equal(Enum.GetValues<Standing>(), standings.Order());
        Assert.Equal([LineageProof.Mark, LineageProof.Environment, LineageProof.Descent], proofs.Order());
    }

    /// <summary>Known by its parent, or from an earlier look, so that its own mark no longer matters.</summary>
    private static bool IsKnown(JudgeModel model, Verdict verdict) =>
        verdict.Proof == LineageProof.Descent || model.IsProven(verdict.Row.Pid, verdict.Row.StartTicks);

    private static void All(Func<JudgeModel, List<Verdict>, bool> holds) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll(JudgeModel.Any.ToArbitrary(), model => holds(model, [.. Judge.All(model.Rows.ToArray(), model.Claims).Where(verdict => verdict.ToBeEnded)])));
}
