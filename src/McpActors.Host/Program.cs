using McpActors.Host.CommandLine;

return await Cli.RunAsync(args);
