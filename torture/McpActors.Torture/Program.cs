using McpActors.Torture;
using McpActors.Torture.Driver;
using McpActors.Torture.Lanes;

// All roles are in one program, so that a host always matches the suite. People start only the driver.
return args switch
{
    ["host", .. var rest] => await HostProgram.RunAsync(rest),
    ["lane"] => await LaneProgram.RunAsync(),
    _ when Options.Parse(args, Console.Error) is { } options => await TortureRun.RunAsync(options),
    _ => 2,
};
