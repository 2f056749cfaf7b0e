using Gantry.Engine;
using Gantry.Engine.Docker;

namespace Gantry.Tests.Engine.Docker;

/// <summary>Messages as engines have written them.</summary>
public sealed class ProblemsTests
{
    [Theory]
    [InlineData(400, "failed to create shim: OCI runtime create failed: runc create failed: unable to start container process: exec: \"nope\": executable file not found in $PATH: unknown", EngineCodes.CommandNotFound, "nope")]
    [InlineData(400, "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"/nope\": stat /nope: no such file or directory: unknown", EngineCodes.CommandNotFound, "/nope")]
    [InlineData(400, "failed to create task for container: exec: \"/etc\": permission denied: unknown", EngineCodes.CommandNotExecutable, "/etc")]
    [InlineData(400, "No command specified", EngineCodes.CommandNotFound, "what to run")]
    [InlineData(400, "unable to find user joe: no matching entries in passwd file", EngineCodes.UnknownUser, "joe")]
    [InlineData(400, "invalid mount config for type \"bind\": bind source path does not exist: /nope/x", EngineCodes.MountSourceMissing, "/nope/x")]
    [InlineData(400, "Minimum memory limit allowed is 6MB", EngineCodes.LimitRefused, "6MB")]
    [InlineData(400, "Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available", EngineCodes.LimitRefused, "2.00")]
    [InlineData(400, "invalid CapAdd: unknown capability: \"CAP_NOPE\"", EngineCodes.CapabilityUnknown, "CAP_NOPE")]
    [InlineData(500, "mkdir /var/lib/docker/overlay2/x: no space left on device", EngineCodes.NoSpace, "full")]
    [InlineData(500, "driver failed programming external connectivity on endpoint x: Bind for 0.0.0.0:80 failed: port is already allocated", EngineCodes.PortTaken, "80")]
    [InlineData(409, "Conflict. The container name \"/x\" is already in use by container \"abc\". You have to remove (or rename) that container to be able to reuse that name.", EngineCodes.NameTaken, "")]
    [InlineData(403, "Pool overlaps with other one on this address space", EngineCodes.NetworkOverlaps, "")]
    [InlineData(400, "invalid pool request: Pool overlaps with other one on this address space", EngineCodes.NetworkOverlaps, "")]
    [InlineData(409, "network with name x already exists", EngineCodes.NetworkExists, "")]
    [InlineData(403, "error while removing network: network x id abc has active endpoints", EngineCodes.NetworkInUse, "")]
    [InlineData(404, "network gantry-x not found", EngineCodes.NetworkMissing, "")]
    [InlineData(404, "Could not attach to network x: network x not found", EngineCodes.NetworkMissing, "")]
    [InlineData(403, "Address already in use", EngineCodes.AddressTaken, "")]
    [InlineData(400, "no configured subnet or ip range contain the IP address 10.1.0.1", EngineCodes.AddressOutside, "")]
    [InlineData(404, "No such container: abc", EngineCodes.ContainerMissing, "")]
    [InlineData(409, "removal of container abc is already in progress", EngineCodes.Busy, "")]
    [InlineData(409, "Container abc is not running", EngineCodes.NotRunningContainer, "")]
    [InlineData(409, "remove x: volume is in use - [abc]", EngineCodes.VolumeInUse, "")]
    [InlineData(500, "something new", EngineCodes.Refused, "something new")]
    public void A_refusal_is_understood(int status, string message, string code, string says)
    {
        var problem = DockerProblems.From("web", status, message);
        Assert.Equal((code, "web"), (problem.Code, problem.Place));
        Assert.Contains(says, problem.Message);
        Assert.NotEmpty(problem.Help);
        Assert.DoesNotContain("OCI", problem.Message);
    }

    [Theory]
    [InlineData(404, "pull access denied for x, repository does not exist or may require 'docker login': denied: requested access to the resource is denied", EngineCodes.ImageDenied)]
    [InlineData(404, "manifest for postgres:99 not found: manifest unknown: manifest unknown", EngineCodes.ImageMissing)]
    [InlineData(404, "No such image: x:latest", EngineCodes.ImageMissing)]
    [InlineData(500, "Get \"https://registry.example/v2/\": dial tcp: lookup registry.example on 10.0.0.2:53: no such host", EngineCodes.RegistryAway)]
    [InlineData(500, "toomanyrequests: You have reached your pull rate limit.", EngineCodes.RegistryAway)]
    [InlineData(400, "invalid reference format: repository name must be lowercase", EngineCodes.ImageNameBad)]
    [InlineData(404, "no matching manifest for linux/arm64/v8 in the manifest list entries", EngineCodes.ImageNoPlatform)]
    [InlineData(500, "write /var/lib/docker/tmp/x: no space left on device", EngineCodes.NoSpace)]
    public void Why_an_image_was_not_pulled_is_understood(int status, string message, string code) =>
        Assert.Equal(code, ImageProblems.Pull("postgres:99", status, message).Code);

    [Theory]
    [InlineData("dockerfile parse error line 3: unknown instruction: FOO", EngineCodes.DockerfileBad, "Dockerfile:3")]
    [InlineData("Dockerfile parse error on line 7: FROM requires either one or three arguments", EngineCodes.DockerfileBad, "Dockerfile:7")]
    [InlineData("Cannot locate specified Dockerfile: Dockerfile", EngineCodes.DockerfileMissing, "Dockerfile")]
    [InlineData("COPY failed: file not found in build context or excluded by .dockerignore: stat nope: file does not exist", EngineCodes.BuildFileMissing, "Dockerfile")]
    [InlineData("The command '/bin/sh -c false' returned a non-zero code: 1", EngineCodes.BuildStepFailed, "Dockerfile")]
    [InlineData("failed to reach build target zz in Dockerfile", EngineCodes.DockerfileBad, "Dockerfile")]
    [InlineData("write /x: no space left on device", EngineCodes.NoSpace, "Dockerfile")]
    public void Why_an_image_was_not_built_is_understood(string message, string code, string place)
    {
        var problem = ImageProblems.Build("Dockerfile", 200, message);
        Assert.Equal((code, place), (problem.Code, problem.Place));
    }
}
