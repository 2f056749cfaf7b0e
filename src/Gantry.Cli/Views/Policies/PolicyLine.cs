using Gantry.Cli.Text;
using Gantry.Resources.Rollouts;

namespace Gantry.Cli.Views.Policies;

/// <summary>What the policy says of a plan, in a line.</summary>
internal static class PolicyLine
{
    /// <summary><c>policy default: 5 images allowed, 3 warnings</c></summary>
    public static Line Render(PlanVerdict verdict) =>
        Line.Of($"policy {verdict.Policy}: ", Tone.Strong) + Line.Of($"{Images(verdict.Images)} allowed{Rest(verdict.Warnings, verdict.Waived)}");

    public static string Images(int number) => number == 1 ? "1 image" : $"{number} images";

    public static string Rest(int warnings, int waived) =>
        (warnings, waived) switch { (0, 0) => "", (_, 0) => $", {Warnings(warnings)}", (0, _) => $", {waived} waived", _ => $", {Warnings(warnings)}, {waived} waived" };

    private static string Warnings(int number) => number == 1 ? "1 warning" : $"{number} warnings";
}
