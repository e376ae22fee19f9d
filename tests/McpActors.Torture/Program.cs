using McpActors.Torture;
using McpActors.Torture.Driver;
using McpActors.Torture.HostRole;
using McpActors.Torture.Lanes;

// The roles are one program, so that a host is what the suite was built against. A person starts only the driver.
return args switch
{
    ["host", .. var rest] => await HostProgram.RunAsync(rest),
    ["lane"] => await LaneProgram.RunAsync(),
    _ when Options.Parse(args, Console.Error) is { } options => await TortureRun.RunAsync(options),
    _ => 2,
};
