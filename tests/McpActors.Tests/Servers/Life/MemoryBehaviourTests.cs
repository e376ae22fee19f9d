namespace McpActors.Tests.Servers.Life;

/// <summary>The memory limit of a process tree. Time is virtual for the actors; the memory is the kernel's.</summary>
public sealed class MemoryBehaviourTests() : ActorTest($"akka {{ scheduler.implementation = \"{typeof(VirtualTime).AssemblyQualifiedName}\" }}")
{
    [Fact]
    public async Task A_process_whose_child_has_too_much_is_replaced_and_one_that_has_not_goes_on()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(ProcessExited));
        var large = Adversary("large", "mcp-with", "hog", "400") with { MaxMemoryBytes = 300 << 20 };
        var servers = Sys.ActorOf(
            ServersActor.Props(new ServerCatalog([large, Adversary("small", "mcp-well") with { MaxMemoryBytes = 300 << 20 }]), EnvironmentWith(CreateTestProbe())));
        var (first, other) = (await LeaseAsync("large"), await LeaseAsync("small"));

        ((VirtualTime)Sys.Scheduler).Advance(ProcessLife.MemoryInterval);

        var exited = await ExpectMsgAsync<ProcessExited>(Patience);
        Assert.True(exited is { Server: "large", Requested: true, Exit.Confirmed: true });
        Assert.Equal(first, exited.Lease);
        Assert.NotEqual(first, await LeaseAsync("large"));
        Assert.Equal(other, await LeaseAsync("small"));

        async Task<long?> LeaseAsync(string name) => (await StartAsync(servers, name)).Status.Lease;
    }
}
