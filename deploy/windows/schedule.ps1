# Registers the server and what runs by itself with the Task Scheduler. Run it once, as an administrator:
#   .\schedule.ps1 -Qa C:\qa\Scripts\qa.exe -Instance D:\qa
param(
    [Parameter(Mandatory)] [string] $Qa,
    [Parameter(Mandatory)] [string] $Instance
)
$ErrorActionPreference = "Stop"
[Environment]::SetEnvironmentVariable("QA_INSTANCE", $Instance, "Machine")
$as = New-ScheduledTaskPrincipal -UserId "NT AUTHORITY\LocalService" -LogonType ServiceAccount -RunLevel Limited
$settings = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew -RestartCount 999 `
    -RestartInterval (New-TimeSpan -Minutes 1) -ExecutionTimeLimit ([TimeSpan]::Zero)

function Register-Qa([string] $Name, [string] $Arguments, $Trigger) {
    $action = New-ScheduledTaskAction -Execute $Qa -Argument $Arguments -WorkingDirectory $Instance
    Register-ScheduledTask -TaskName "Case audit\$Name" -Action $action -Trigger $Trigger -Principal $as `
        -Settings $settings -Force | Out-Null
}

Register-Qa "serve" "serve" (New-ScheduledTaskTrigger -AtStartup)
Register-Qa "send-mail" "send-mail" (New-ScheduledTaskTrigger -Once -At (Get-Date) `
    -RepetitionInterval (New-TimeSpan -Minutes 5))
Register-Qa "backup" "backup" (New-ScheduledTaskTrigger -Daily -At "02:00")
Register-Qa "anchor-history" "anchor-history" (New-ScheduledTaskTrigger -Daily -At "03:30")
Register-Qa "verify-history" "verify-history" (New-ScheduledTaskTrigger -Weekly -DaysOfWeek Sunday -At "04:00")
Register-Qa "chase" "chase" (New-ScheduledTaskTrigger -Daily -At "05:00")
Register-Qa "repeats" "repeats" (New-ScheduledTaskTrigger -Daily -At "05:15")
Write-Output "Registered. Give LocalService the right to change $Instance, then restart or start the tasks by hand."
