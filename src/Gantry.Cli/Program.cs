using System.CommandLine;

return await new RootCommand("Runs compose apps in production.").Parse(args).InvokeAsync();
