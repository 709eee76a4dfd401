#!/bin/bash
# Shares the runs of a study among the tasks of a Slurm job array:
#
#   sbatch [--array=1-16] configs/studies/slurm.sh STUDY [OUT]
#
# Submit it in Rein4J's folder, once ./rein4j has been built. All nodes must see that folder, STUDY
# and OUT, in which the study's folder is made (runs/ if it is left out). Set what follows as your
# cluster wants it.
#SBATCH --job-name=rein4j
#SBATCH --array=1-8
#SBATCH --cpus-per-task=4
#SBATCH --mem-per-cpu=2G
#SBATCH --time=08:00:00
#SBATCH --output=rein4j-%A_%a.log
# Two minutes before its time is over, a task writes checkpoints and gives its runs up.
#SBATCH --signal=B:TERM@120

study=${1:?'the study is missing; it goes behind slurm.sh'}
cd "${SLURM_SUBMIT_DIR:-.}" || exit
exec ./rein4j compare "$study" --join --workers "${SLURM_CPUS_PER_TASK:-1}" --out "${2:-runs}"
